#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "core/time.h"

namespace deepalive {

// "250ms", "5s", "10m", "24h", "14d": a whole number and a unit, no sign, at most 10 years. Null
// when it is anything else.
std::optional<Duration> parse_duration(std::string_view text);

// The shortest text that parse_duration reads back to the same value (whole milliseconds).
std::string format_duration(Duration duration);

// "512B", "64KiB", "10MiB", "1GiB", or a bare number of bytes. Null when it is anything else.
std::optional<std::size_t> parse_size(std::string_view text);
std::string format_size(std::size_t bytes);

}  // namespace deepalive
