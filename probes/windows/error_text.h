#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace deepalive::windows {

// The system's sentence for a Win32 error or an HRESULT, on one line; empty when it has none.
std::string system_message(std::uint32_t code);

// Line breaks and other control characters become one blank each, blanks at the ends go, and the
// text ends after `limit` bytes at most: for texts of other software that are shown in one line.
std::string one_line(std::string_view text, std::size_t limit = 400);

}  // namespace deepalive::windows
