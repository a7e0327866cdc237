#pragma once

#include <string>
#include <string_view>

// Text crosses the border between UTF-8 (ours) and UTF-16 (Win32's W functions) here and nowhere
// else. What is not valid becomes U+FFFD: names come from outside, and a broken one must be shown,
// not thrown about.
namespace deepalive::windows {

std::wstring to_wide(std::string_view utf8);
std::string to_utf8(std::wstring_view wide);

}  // namespace deepalive::windows
