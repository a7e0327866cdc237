#include "cluster/script/literal.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>

namespace deepalive::cluster {
namespace {

constexpr char32_t kReplacement = 0xFFFD;

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

// Takes one character from the front of a text that is not empty.
char32_t take_character(std::string_view& text) {
  const auto first = static_cast<unsigned char>(text.front());
  text.remove_prefix(1);
  if (first < 0x80) return first;
  const std::size_t more = first >= 0xF0 ? 3 : first >= 0xE0 ? 2 : 1;
  if (first < 0xC2 || first > 0xF4 || text.size() < more) return kReplacement;
  char32_t character = first & (0x3F >> more);
  for (std::size_t i = 0; i < more; ++i) {
    if (!is_continuation(text[i])) return kReplacement;
    character = character << 6 | (static_cast<unsigned char>(text[i]) & 0x3F);
  }
  constexpr std::array<char32_t, 4> kLeast = {0, 0x80, 0x800, 0x10000};
  const bool surrogate = character >= 0xD800 && character <= 0xDFFF;
  if (character < kLeast[more] || character > 0x10FFFF || surrogate) return kReplacement;
  text.remove_prefix(more);
  return character;
}

bool is_printable_ascii(char32_t character) { return character >= 0x20 && character < 0x7F; }

template <typename Take>
void for_each_utf16_unit(char32_t character, Take&& take) {
  if (character < 0x10000) {
    take(static_cast<unsigned>(character));
  } else {
    take(static_cast<unsigned>(0xD800 + ((character - 0x10000) >> 10)));
    take(static_cast<unsigned>(0xDC00 + ((character - 0x10000) & 0x3FF)));
  }
}

}  // namespace

std::string vbscript_literal(std::string_view utf8) {
  std::string result;
  bool quoted = false;  // inside "…"
  const auto join = [&] {
    if (!result.empty()) result += quoted ? "\" & " : " & ";
    quoted = false;
  };
  while (!utf8.empty()) {
    const char32_t character = take_character(utf8);
    if (is_printable_ascii(character)) {
      if (!quoted) {
        join();
        result += '"';
        quoted = true;
      }
      if (character == '"') result += '"';
      result += static_cast<char>(character);
    } else {
      for_each_utf16_unit(character, [&](unsigned unit) {
        join();
        result += "ChrW(" + std::to_string(unit) + ")";
      });
    }
  }
  if (result.empty()) return "\"\"";
  return quoted ? result + '"' : result;
}

std::string jscript_literal(std::string_view utf8) {
  std::string result = "'";
  while (!utf8.empty()) {
    const char32_t character = take_character(utf8);
    if (is_printable_ascii(character)) {
      if (character == '\'' || character == '\\') result += '\\';
      result += static_cast<char>(character);
    } else {
      for_each_utf16_unit(character, [&](unsigned unit) {
        std::array<char, 12> escape{};
        std::snprintf(escape.data(), escape.size(), "\\u%04x", unit);
        result += escape.data();
      });
    }
  }
  return result + '\'';
}

std::string powershell_literal(std::string_view utf8) {
  std::string result = "'";
  while (!utf8.empty()) {
    const std::string_view before = utf8;
    const char32_t character = take_character(utf8);
    const std::string_view bytes = character == kReplacement
                                       ? std::string_view("\xEF\xBF\xBD")
                                       : before.substr(0, before.size() - utf8.size());
    if (character == '\'' || (character >= 0x2018 && character <= 0x201B)) result += bytes;
    result += bytes;
  }
  return result + '\'';
}

bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

}  // namespace deepalive::cluster
