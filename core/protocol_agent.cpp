#include <algorithm>
#include <array>
#include <utility>

#include "core/protocol.h"
#include "core/protocol_words.h"

// What the agent does.
namespace deepalive::protocol {
namespace {

struct VerbInfo {
  std::string_view name;
  Verb verb;
  enum class Role { none, optional, required, incident } role;
  enum class Last {
    none,
    claim,
    seconds,
    maintenance
  } last = Last::none;  // what may stand behind the role
};

using Role = VerbInfo::Role;
using Last = VerbInfo::Last;
constexpr std::array<VerbInfo, 12> kVerbs = {{
    {"LOOKSALIVE", Verb::looks_alive, Role::required, Last::claim},
    {"ISALIVE", Verb::is_alive, Role::required, Last::claim},
    {"WATCH", Verb::watch, Role::required, Last::claim},
    {"ONLINE", Verb::online, Role::required, Last::seconds},
    {"OFFLINE", Verb::offline, Role::required, Last::seconds},
    {"TERMINATE", Verb::terminate, Role::required},
    {"MAINTENANCE", Verb::maintenance, Role::required, Last::maintenance},
    {"STATUS", Verb::status, Role::optional},
    {"PING", Verb::ping, Role::none},
    {"HISTORY", Verb::history, Role::optional},
    {"INCIDENT", Verb::incident, Role::incident},
    {"RELOAD", Verb::reload, Role::none},
}};

bool equal_ignoring_case(std::string_view text, std::string_view upper) {
  return std::ranges::equal(text, upper, {}, [](char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  });
}

// Appends text with control characters as blanks and, if quoted, quotes and backslashes escaped;
// stops before the result would be longer than limit, and never inside a UTF-8 sequence.
void append_clean(std::string& out, std::string_view text, std::size_t limit, bool quoted) {
  std::size_t sequence_begin = out.size();
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool continues = (byte & 0xC0) == 0x80;
    const bool escape = quoted && (c == '"' || c == '\\');
    if (!continues) sequence_begin = out.size();
    if (out.size() + (escape ? 2 : 1) > limit) {
      out.resize(sequence_begin);
      return;
    }
    if (escape) out += '\\';
    out += byte < 0x20 || byte == 0x7f ? ' ' : c;
  }
}

bool take_seconds(std::string_view word, unsigned limit, Request& request) {
  std::uint64_t seconds = 0;
  if (!take_number(word, seconds) || seconds == 0 || seconds > limit) return false;
  request.seconds = static_cast<unsigned>(seconds);
  return true;
}

// "end", or seconds and a reason.
bool take_maintenance(std::string_view word, std::string_view& line, Request& request) {
  if (equal_ignoring_case(word, "END")) return true;
  if (!take_seconds(word, kMaxMaintenanceSeconds, request)) return false;
  line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
  append_clean(request.reason, std::exchange(line, {}), kMaxReason, false);
  return !request.reason.empty();
}

// The words behind the role; false when they say nothing that the verb takes. Leaves in `line` what
// it did not take.
bool take_last(std::string_view& line, Last last, Request& request) {
  const std::string_view word = next_word(line);
  if (last == Last::maintenance) return take_maintenance(word, line, request);
  if (word.empty()) return true;
  switch (last) {
    case Last::claim:
      if (word == "active") request.claim = Claim::active;
      if (word == "standby") request.claim = Claim::standby;
      return request.claim != Claim::none;
    case Last::seconds:
      return take_seconds(word, kMaxSwitchSeconds, request);
    default:
      return false;
  }
}

std::string_view allowed_last(Last last) {
  switch (last) {
    case Last::claim:
      return " takes, behind the role, nothing, active or standby";
    case Last::seconds:
      return " takes, behind the role, nothing or a number of seconds, 1 to 3600";
    case Last::maintenance:
      return " takes, behind the role, 'end', or a number of seconds, 1 to 2592000, and a reason";
    case Last::none:
      break;
  }
  return " takes no more words";
}

void append_quoted(std::string& line, std::string_view key, std::string_view text) {
  line.append(" ").append(key).append("=\"");
  append_clean(line, text, kMaxLine - 2, true);  // the quote and \n
  line += '"';
}

}  // namespace

std::optional<Request> parse_request(std::string_view line, ProtocolError& error) {
  const auto fail = [&error](std::string_view code, std::string text) {
    error = {code, std::move(text)};
    return std::nullopt;
  };
  if (line.ends_with('\r')) line.remove_suffix(1);
  const std::string_view word = next_word(line);
  if (word.empty()) return fail("empty-request", "a request begins with a verb, such as PING");
  const auto verb = std::ranges::find_if(
      kVerbs, [word](const VerbInfo& info) { return equal_ignoring_case(word, info.name); });
  if (verb == kVerbs.end()) {
    std::string text = "verbs are";
    for (const VerbInfo& info : kVerbs) text.append(" ").append(info.name);
    return fail("unknown-verb", std::move(text));
  }
  Request request{.verb = verb->verb, .role = std::string(next_word(line)), .seconds = {}};
  if (verb->role == Role::required && request.role.empty()) {
    return fail("role-missing", std::string(verb->name) + " needs the name of a role");
  }
  if (verb->role == Role::incident && request.role.empty()) {
    return fail("incident-missing", "INCIDENT needs the name of an incident; HISTORY has them");
  }
  const bool understood =
      (request.role.empty() || verb->role != Role::none) && take_last(line, verb->last, request);
  if (!understood || !next_word(line).empty()) {
    return fail("too-many-words", std::string(verb->name).append(allowed_last(verb->last)));
  }
  if (!request.role.empty() && !is_name(request.role)) {
    return verb->role == Role::incident
               ? fail("bad-incident-name", "an incident's name is one that HISTORY gives")
               : fail("bad-role-name", "a role's name is made of letters, digits, _ and -");
  }
  return request;
}

std::string format_answer(const Answer& answer) {
  std::string line = answer.alive ? "ALIVE" : "DEAD";
  line.append(" verdict=").append(answer.verdict);
  line.append(" role=").append(answer.role);
  line.append(" age_ms=").append(std::to_string(answer.age_ms));
  line.append(" generation=").append(std::to_string(answer.generation));
  line.append(" reason=").append(answer.reason);
  append_quoted(line, "detail", answer.detail);
  return line;
}

std::string format_progress(const Progress& progress) {
  std::string line;
  switch (progress.kind) {
    case Progress::Kind::pending:
      line = "PENDING";
      break;
    case Progress::Kind::done:
      line = "DONE";
      break;
    case Progress::Kind::failed:
      line = "FAILED";
      append_quoted(line, "reason", progress.reason);
      break;
  }
  append_quoted(line, "detail", progress.detail);
  return line;
}

std::string format_error(const ProtocolError& error) {
  std::string line = "ERROR ";
  line.append(error.code).append(" ");
  append_clean(line, error.text, kMaxLine - 1, false);
  return line;
}

}  // namespace deepalive::protocol
