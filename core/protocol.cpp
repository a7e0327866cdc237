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
  enum class Role { none, optional, required } role;
};

constexpr std::array<VerbInfo, 4> kVerbs = {{
    {"LOOKSALIVE", Verb::looks_alive, VerbInfo::Role::required},
    {"ISALIVE", Verb::is_alive, VerbInfo::Role::required},
    {"STATUS", Verb::status, VerbInfo::Role::optional},
    {"PING", Verb::ping, VerbInfo::Role::none},
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
  Request request{.verb = verb->verb, .role = std::string(next_word(line))};
  if (verb->role == VerbInfo::Role::required && request.role.empty()) {
    return fail("role-missing", std::string(verb->name) + " needs the name of a role");
  }
  if (!request.role.empty() && (verb->role == VerbInfo::Role::none || !next_word(line).empty())) {
    return fail("too-many-words", std::string(verb->name) + " takes no more words");
  }
  if (!request.role.empty() && !is_name(request.role)) {
    return fail("bad-role-name", "a role's name is made of letters, digits, _ and -");
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
  line.append(" detail=\"");
  append_clean(line, answer.detail, kMaxLine - 2, true);  // the quote and \n
  line += '"';
  return line;
}

std::optional<Answer> parse_answer(std::string_view line) {
  while (line.ends_with('\n') || line.ends_with('\r')) line.remove_suffix(1);
  Answer answer;
  const std::string_view first = next_word(line);
  if (first != "ALIVE" && first != "DEAD") return std::nullopt;
  answer.alive = first == "ALIVE";
  while (true) {
    line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
    if (line.empty()) break;
    const auto equals = line.find('=');
    if (equals == line.npos) return std::nullopt;
    const std::string_view key = line.substr(0, equals);
    line.remove_prefix(equals + 1);
    auto value = take_value(line);
    if (!value) return std::nullopt;
    if (key == "verdict")
      answer.verdict = std::move(*value);
    else if (key == "role")
      answer.role = std::move(*value);
    else if (key == "reason")
      answer.reason = std::move(*value);
    else if (key == "detail")
      answer.detail = std::move(*value);
    else if (key == "age_ms" && !take_number(*value, answer.age_ms))
      return std::nullopt;
    else if (key == "generation" && !take_number(*value, answer.generation))
      return std::nullopt;
  }
  if (answer.verdict.empty() || answer.role.empty()) return std::nullopt;
  return answer;
}

std::string format_error(const ProtocolError& error) {
  std::string line = "ERROR ";
  line.append(error.code).append(" ");
  append_clean(line, error.text, kMaxLine - 1, false);
  return line;
}

}  // namespace deepalive::protocol
