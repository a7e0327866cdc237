#include "service/console/text.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "service/utf8.h"

namespace deepalive::service {
namespace {

constexpr std::string_view kEllipsis = "…";

struct Character {
  char32_t code = 0;       // meaningless where it is not valid
  std::string_view bytes;  // one or more
  bool valid = true;
};

// The first character of a text that is not empty.
Character first_of(std::string_view text) {
  const std::size_t length = utf8_length(text);
  if (length == 0) return {0, text.substr(0, 1), false};
  constexpr std::array<unsigned, 5> kFirstBits = {0, 0x7F, 0x1F, 0x0F, 0x07};
  char32_t code = static_cast<unsigned char>(text[0]) & kFirstBits[length];
  for (std::size_t i = 1; i < length; ++i) {
    code = (code << 6) | (static_cast<unsigned char>(text[i]) & 0x3F);
  }
  return {code, text.substr(0, length), true};
}

struct Range {
  char32_t first;
  char32_t last;
};

template <std::size_t Size>
bool is_in(const std::array<Range, Size>& ranges, char32_t code) {
  const auto after = std::ranges::upper_bound(ranges, code, {}, &Range::first);
  return after != ranges.begin() && code <= std::prev(after)->last;
}

// Embeddings, overrides and isolates of the bidirectional algorithm, and the separators of lines.
constexpr std::array<Range, 4> kTurning = {
    {{0x061C, 0x061C}, {0x200E, 0x200F}, {0x2028, 0x202E}, {0x2066, 0x2069}}};

// General categories Mn, Me and Cf of scripts in common use.
constexpr std::array<Range, 31> kNoWidth = {
    {{0x0300, 0x036F},  {0x0483, 0x0489}, {0x0591, 0x05BD}, {0x05BF, 0x05BF}, {0x05C1, 0x05C2},
     {0x05C4, 0x05C5},  {0x05C7, 0x05C7}, {0x0610, 0x061A}, {0x064B, 0x065F}, {0x0670, 0x0670},
     {0x06D6, 0x06DC},  {0x06DF, 0x06E4}, {0x06E7, 0x06E8}, {0x06EA, 0x06ED}, {0x0900, 0x0902},
     {0x093C, 0x093C},  {0x0941, 0x0948}, {0x094D, 0x094D}, {0x0E31, 0x0E31}, {0x0E34, 0x0E3A},
     {0x0E47, 0x0E4E},  {0x1AB0, 0x1AFF}, {0x1DC0, 0x1DFF}, {0x200B, 0x200D}, {0x2060, 0x2064},
     {0x20D0, 0x20FF},  {0x3099, 0x309A}, {0xFE00, 0xFE0F}, {0xFE20, 0xFE2F}, {0xFEFF, 0xFEFF},
     {0xE0100, 0xE01EF}}};

// East_Asian_Width W and F, and emoji that are shown as pictures.
constexpr std::array<Range, 19> kWide = {{{0x1100, 0x115F},
                                          {0x231A, 0x231B},
                                          {0x23E9, 0x23EC},
                                          {0x2614, 0x2615},
                                          {0x26A1, 0x26A1},
                                          {0x26D4, 0x26D4},
                                          {0x2705, 0x2705},
                                          {0x274C, 0x274C},
                                          {0x2E80, 0x303E},
                                          {0x3041, 0xA4CF},
                                          {0xA960, 0xA97F},
                                          {0xAC00, 0xD7A3},
                                          {0xF900, 0xFAFF},
                                          {0xFE30, 0xFE6F},
                                          {0xFF01, 0xFF60},
                                          {0xFFE0, 0xFFE6},
                                          {0x1F300, 0x1F64F},
                                          {0x1F680, 0x1F9FF},
                                          {0x20000, 0x3FFFD}}};

std::size_t width_of(const Character& character) {
  if (!character.valid) return 1;
  if (is_in(kNoWidth, character.code)) return 0;
  return is_in(kWide, character.code) ? 2 : 1;
}

bool is_control(char32_t code) { return code < 0x20 || (code >= 0x7F && code <= 0x9F); }

// The end of the longest beginning that fits into so many columns.
std::size_t end_within(std::string_view text, std::size_t columns) {
  std::size_t at = 0;
  std::size_t used = 0;
  while (at < text.size()) {
    const Character next = first_of(text.substr(at));
    used += width_of(next);
    if (used > columns) break;
    at += next.bytes.size();
  }
  return at;
}

}  // namespace

std::string printable(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  while (!text.empty()) {
    const Character next = first_of(text);
    if (next.valid && (next.code == '\t' || next.code == '\n' || next.code == '\r')) {
      result += ' ';
    } else if (!next.valid || is_control(next.code) || is_in(kTurning, next.code)) {
      result += '?';
    } else {
      result += next.bytes;
    }
    text.remove_prefix(next.bytes.size());
  }
  return result;
}

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  while (!text.empty()) {
    const Character next = first_of(text);
    width += width_of(next);
    text.remove_prefix(next.bytes.size());
  }
  return width;
}

std::string cut(std::string_view text, std::size_t columns) {
  if (display_width(text) <= columns) return std::string(text);
  if (columns == 0) return "";
  return std::string(text.substr(0, end_within(text, columns - 1))).append(kEllipsis);
}

std::vector<std::string> wrap(std::string_view text, std::size_t columns) {
  std::vector<std::string> lines;
  while (true) {
    std::size_t end = end_within(text, columns);
    // A character that is wider than the line has one all the same.
    if (end == 0 && !text.empty()) end = first_of(text).bytes.size();
    if (end == text.size()) break;
    std::size_t next = end;
    if (text[end] != ' ') {
      const auto blank = text.substr(0, end).rfind(' ');
      if (blank != text.npos && blank > 0) next = end = blank;
    }
    while (next < text.size() && text[next] == ' ') ++next;
    while (end > 1 && text[end - 1] == ' ') --end;
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(next);
  }
  if (!text.empty() || lines.empty()) lines.emplace_back(text);
  return lines;
}

std::string printable_json(std::string_view json) {
  std::string result;
  result.reserve(json.size());
  while (!json.empty()) {
    const Character next = first_of(json);
    // Below a blank there are only line ends between the parts of it.
    if (next.valid && next.code >= ' ' && (is_control(next.code) || is_in(kTurning, next.code))) {
      std::array<char, 16> escape{};
      std::snprintf(escape.data(), escape.size(), "\\u%04x", static_cast<unsigned>(next.code));
      result += escape.data();
    } else {
      result += next.bytes;
    }
    json.remove_prefix(next.bytes.size());
  }
  return result;
}

}  // namespace deepalive::service
