#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "core/time.h"

// Pieces of HTML that are safe whatever the text is.
namespace deepalive::service {

inline constexpr std::size_t kMaxShownText = 400;  // bytes of one text on the page

// Text as it may stand in an element or between double quotes. What is no UTF-8, control characters
// and those that turn the direction of writing become U+FFFD; what is longer than `most` is cut and
// ends in "…".
std::string escaped(std::string_view text, std::size_t most = kMaxShownText);

// One segment of a URL's path, or a value in its query.
std::string url_encoded(std::string_view text);

// A moment as an element: its script counts the age, and until then (or without scripts) it says
// the time in UTC. `ahead`: what is to come, counted down.
std::string time_element(WallTime time, bool ahead = false);

// "340 µs", "12 ms", "1.2 s", "75 s".
std::string duration_text(Duration duration);

// "1 role", "2 roles".
std::string counted(std::size_t count, std::string_view singular);

// A sign that differs by its form, not by its colour only; the word stands beside it.
std::string icon(std::string_view name);

}  // namespace deepalive::service
