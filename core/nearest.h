#pragma once

#include <span>
#include <string>
#include <string_view>

namespace deepalive {

// The candidate that a mistyped word most likely meant: fewest edits, at most a third of its
// length, or the only one that the word is a beginning of. Empty when none is near. Compares
// without regard to ASCII case.
std::string_view nearest(std::string_view word, std::span<const std::string_view> candidates);

// "; did you mean 'x'?" or nothing, to be appended to an error.
std::string did_you_mean(std::string_view word, std::span<const std::string_view> candidates);

}  // namespace deepalive
