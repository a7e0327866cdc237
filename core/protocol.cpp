#include "core/protocol.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

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
constexpr std::array<VerbInfo, 11> kVerbs = {{
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
}};

bool is_alphanumeric(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool equal_ignoring_case(std::string_view text, std::string_view upper) {
  return std::ranges::equal(text, upper, {}, [](char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  });
}

// Takes the first word off the line.
std::string_view next_word(std::string_view& line) {
  const auto begin = std::min(line.find_first_not_of(' '), line.size());
  line.remove_prefix(begin);
  const std::string_view word = line.substr(0, line.find(' '));
  line.remove_prefix(word.size());
  return word;
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

// A field's value up to the next blank, or up to the closing quote with escapes undone.
std::optional<std::string> take_value(std::string_view& line) {
  if (!line.starts_with('"')) {
    std::string value(line.substr(0, line.find(' ')));
    line.remove_prefix(value.size());
    return value;
  }
  std::string value;
  for (std::size_t i = 1; i < line.size(); ++i) {
    if (line[i] == '"') {
      line.remove_prefix(i + 1);
      return value;
    }
    if (line[i] == '\\' && ++i == line.size()) break;
    value += line[i];
  }
  return std::nullopt;  // the quote is not closed
}

bool take_number(std::string_view text, std::uint64_t& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc{} && end == text.data() + text.size();
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

// Reads "key=value key="value" …"; hands each to `field`, which says whether it is acceptable.
template <class Field>
bool take_fields(std::string_view line, Field field) {
  while (true) {
    line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
    if (line.empty()) return true;
    const auto equals = line.find('=');
    if (equals == line.npos) return false;
    const std::string_view key = line.substr(0, equals);
    line.remove_prefix(equals + 1);
    auto value = take_value(line);
    if (!value || !field(key, *std::move(value))) return false;
  }
}

void trim_line_end(std::string_view& line) {
  while (line.ends_with('\n') || line.ends_with('\r')) line.remove_suffix(1);
}

void append_quoted(std::string& line, std::string_view key, std::string_view text) {
  line.append(" ").append(key).append("=\"");
  append_clean(line, text, kMaxLine - 2, true);  // the quote and \n
  line += '"';
}

}  // namespace

bool is_name(std::string_view text) {
  return !text.empty() && text.size() <= kMaxName && is_alphanumeric(text.front()) &&
         std::ranges::all_of(text,
                             [](char c) { return is_alphanumeric(c) || c == '_' || c == '-'; });
}

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

std::optional<Answer> parse_answer(std::string_view line) {
  trim_line_end(line);
  Answer answer;
  const std::string_view first = next_word(line);
  if (first != "ALIVE" && first != "DEAD") return std::nullopt;
  answer.alive = first == "ALIVE";
  const bool readable = take_fields(line, [&answer](std::string_view key, std::string value) {
    if (key == "age_ms") return take_number(value, answer.age_ms);
    if (key == "generation") return take_number(value, answer.generation);
    if (key == "verdict")
      answer.verdict = std::move(value);
    else if (key == "role")
      answer.role = std::move(value);
    else if (key == "reason")
      answer.reason = std::move(value);
    else if (key == "detail")
      answer.detail = std::move(value);
    return true;
  });
  if (!readable) return std::nullopt;
  if (answer.verdict.empty() || answer.role.empty()) return std::nullopt;
  return answer;
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

std::optional<Progress> parse_progress(std::string_view line) {
  trim_line_end(line);
  Progress progress;
  const std::string_view first = next_word(line);
  if (first == "PENDING")
    progress.kind = Progress::Kind::pending;
  else if (first == "DONE")
    progress.kind = Progress::Kind::done;
  else if (first == "FAILED")
    progress.kind = Progress::Kind::failed;
  else
    return std::nullopt;
  const bool readable = take_fields(line, [&progress](std::string_view key, std::string value) {
    if (key == "reason") progress.reason = std::move(value);
    if (key == "detail") progress.detail = std::move(value);
    return true;
  });
  if (!readable) return std::nullopt;
  return progress;
}

std::string format_error(const ProtocolError& error) {
  std::string line = "ERROR ";
  line.append(error.code).append(" ");
  append_clean(line, error.text, kMaxLine - 1, false);
  return line;
}

}  // namespace deepalive::protocol
