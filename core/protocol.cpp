#include "core/protocol.h"

#include <algorithm>
#include <utility>

#include "core/protocol_words.h"

// What the agent's clients do. The resource DLL has this file of core only.
namespace deepalive::protocol {
namespace {

bool is_alphanumeric(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
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

}  // namespace

bool is_name(std::string_view text) {
  return !text.empty() && text.size() <= kMaxName && is_alphanumeric(text.front()) &&
         std::ranges::all_of(text,
                             [](char c) { return is_alphanumeric(c) || c == '_' || c == '-'; });
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

}  // namespace deepalive::protocol
