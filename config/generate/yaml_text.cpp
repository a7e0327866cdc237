#include "config/generate/yaml_text.h"

#include <algorithm>
#include <array>

#include "config/limits.h"
#include "config/reading/references.h"
#include "config/reading/text.h"

namespace deepalive::config {
namespace {

constexpr std::size_t kMaxComment = 200;  // bytes of one text in it

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_letter_or_digit(char c) { return is_letter(c) || (c >= '0' && c <= '9'); }

// Words that some reader of YAML takes for something else than text.
bool is_word_of_yaml(std::string_view text) {
  static constexpr auto kWords = std::to_array<std::string_view>(
      {"null", "true", "false", "yes", "no", "on", "off", "y", "n"});
  return std::ranges::any_of(
      kWords, [text](std::string_view word) { return equal_ignoring_case(text, word); });
}

// Needs no quotes anywhere. Narrower than YAML: a ':' must not be followed by a blank, so only the
// ones of URLs and ports are let through.
bool is_plain(std::string_view text) {
  // An address is no number.
  const bool may_begin = is_letter(text.front()) ||
                         (is_letter_or_digit(text.front()) && std::ranges::count(text, '.') > 1);
  if (!may_begin || !(is_letter_or_digit(text.back()) || text.back() == '/')) return false;
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    const char c = text[i];
    const char next = text[i + 1];
    if (is_letter_or_digit(c) || c == ' ' || c == '.' || c == '_' || c == '-' || c == '/') continue;
    if (c == ':' && (next == '/' || is_letter_or_digit(next))) continue;
    return false;
  }
  return !is_word_of_yaml(text);
}

}  // namespace

bool is_writable(std::string_view text) {
  return !text.empty() && text.size() <= kMaxText && !first_invalid_utf8(text) &&
         !has_control_character(text);
}

std::string yaml_scalar(std::string_view text) {
  if (is_plain(text)) return std::string(text);
  // Within single quotes nothing but the quote itself has a meaning.
  std::string quoted = "'";
  for (const char c : escape_references(text)) quoted.append(c == '\'' ? 2 : 1, c);
  return quoted + "'";
}

std::string in_comment(std::string_view text) {
  return first_invalid_utf8(text) ? "(not UTF-8)" : printable(text, kMaxComment);
}

}  // namespace deepalive::config
