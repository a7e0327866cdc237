#include "tests/standins/world/text.h"

#include <windows.h>

#include <algorithm>
#include <cstdio>

namespace deepalive::standins {

std::wstring widen(std::string_view utf8) {
  const int size = static_cast<int>(utf8.size());
  std::wstring text(MultiByteToWideChar(CP_UTF8, 0, utf8.data(), size, nullptr, 0), L'\0');
  MultiByteToWideChar(CP_UTF8, 0, utf8.data(), size, text.data(), static_cast<int>(text.size()));
  return text;
}

std::string narrow(std::wstring_view text) {
  const int size = static_cast<int>(text.size());
  std::string utf8(WideCharToMultiByte(CP_UTF8, 0, text.data(), size, nullptr, 0, nullptr, nullptr),
                   '\0');
  WideCharToMultiByte(CP_UTF8, 0, text.data(), size, utf8.data(), static_cast<int>(utf8.size()),
                      nullptr, nullptr);
  return utf8;
}

std::string json_text(std::wstring_view text) {
  std::string escaped = "\"";
  for (const char c : narrow(text)) {
    if (static_cast<unsigned char>(c) < 0x20) {
      char code[8];
      std::snprintf(code, sizeof(code), "\\u%04x", static_cast<unsigned>(c));
      escaped += code;
      continue;
    }
    if (c == '"' || c == '\\') escaped += '\\';
    escaped += c;
  }
  return escaped + "\"";
}

bool same_name(std::wstring_view left, std::wstring_view right) {
  if (left.size() != right.size()) return false;
  // Most names that meet here are equal in every character; the system call is the slow path.
  if (left == right) return true;
  return CompareStringOrdinal(left.data(), static_cast<int>(left.size()), right.data(),
                              static_cast<int>(right.size()), TRUE) == CSTR_EQUAL;
}

std::optional<std::uint32_t> parse_number(std::wstring_view text, std::uint32_t limit) {
  if (text.empty() || text.size() > 10) return std::nullopt;
  std::uint64_t value = 0;
  for (const wchar_t digit : text) {
    if (digit < L'0' || digit > L'9') return std::nullopt;
    value = value * 10 + static_cast<std::uint64_t>(digit - L'0');
  }
  if (value > limit) return std::nullopt;
  return static_cast<std::uint32_t>(value);
}

std::optional<std::chrono::milliseconds> parse_duration(std::wstring_view text) {
  constexpr std::uint64_t kDay = 24ULL * 60 * 60 * 1000;
  const auto unit_at =
      std::find_if_not(text.begin(), text.end(), [](wchar_t c) { return c >= L'0' && c <= L'9'; });
  const std::size_t digits = static_cast<std::size_t>(unit_at - text.begin());
  const std::wstring_view unit = text.substr(digits);
  const std::uint64_t factor = unit == L"ms" ? 1 : unit == L"s" ? 1000 : unit == L"m" ? 60000 : 0;
  const auto number = parse_number(text.substr(0, digits), static_cast<std::uint32_t>(kDay));
  if (!number || factor == 0 || *number * factor > kDay) return std::nullopt;
  return std::chrono::milliseconds(*number * factor);
}

std::optional<std::int32_t> parse_hresult(std::wstring_view text) {
  if (text.size() != 10 || text[0] != L'0' || (text[1] != L'x' && text[1] != L'X')) {
    return std::nullopt;
  }
  std::uint32_t value = 0;
  for (const wchar_t c : text.substr(2)) {
    const std::uint32_t digit = c >= L'0' && c <= L'9'   ? c - L'0'
                                : c >= L'a' && c <= L'f' ? c - L'a' + 10
                                : c >= L'A' && c <= L'F' ? c - L'A' + 10
                                                         : 16;
    if (digit == 16) return std::nullopt;
    value = value * 16 + digit;
  }
  const auto result = static_cast<std::int32_t>(value);
  return result < 0 ? std::optional(result) : std::nullopt;
}

}  // namespace deepalive::standins
