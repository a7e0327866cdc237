#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace deepalive::config {

// In front of UTF-8 text, as some of Windows' editors put it; no part of the text.
inline constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

// Where text stops being UTF-8 (overlong forms, surrogates and values past U+10FFFF are not), null
// when it never does.
std::optional<std::size_t> first_invalid_utf8(std::string_view text);

// Where the first control character other than tab, \n and \r stands.
std::optional<std::size_t> first_control_character(std::string_view text);

// Whether there is any control character, tabs and line ends included.
bool has_control_character(std::string_view text);

std::size_t count_characters(std::string_view utf8);

inline constexpr std::size_t kMaxShown = 60;       // bytes of a value in an error
inline constexpr std::size_t kMaxShownPath = 400;  // a path cut short would not name the file

// Untrusted text for an error: 'text', cut, control characters replaced.
std::string in_quotes(std::string_view text, std::size_t limit = kMaxShown);
// The same without the quotes.
std::string printable(std::string_view text, std::size_t limit = kMaxShown);

// ASCII letters only, as in equal_ignoring_case().
std::string lower_case(std::string_view text);

bool equal_ignoring_case(std::string_view a, std::string_view b);

}  // namespace deepalive::config
