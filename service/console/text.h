#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

// Text from elsewhere (configurations, IIS, websites, other processes) on its way to a person's
// screen. Pure; any thread.
namespace deepalive::service {

// The text without what a terminal would obey or that would deceive the eye: line ends and tabs
// become a blank; other control characters (C0, DEL, C1), marks that turn the direction of writing
// and bytes that are no UTF-8 become '?'.
std::string printable(std::string_view text);

// Columns that a terminal gives to the text, which is printable(): 0 for combining marks, 2 for
// wide characters (East Asian, emoji), else 1. A table of ranges after Unicode 15; a terminal may
// differ on single characters.
std::size_t display_width(std::string_view text);

// The text if it fits into so many columns, else its beginning and an ellipsis.
std::string cut(std::string_view text, std::size_t columns);

// Lines of at most so many columns (1 or more), broken at blanks where there are some. At least one
// line.
std::vector<std::string> wrap(std::string_view text, std::size_t columns);

// JSON on its way there: DEL, C1 and the marks of direction, which JSON allows in its strings,
// become \u escapes. It stays the same JSON.
std::string printable_json(std::string_view json);

}  // namespace deepalive::service
