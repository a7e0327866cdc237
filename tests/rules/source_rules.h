#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace deepalive::rules {

inline constexpr std::size_t kMaxLines = 400;

// One place in a source file that breaks a rule of the house, and what to do instead.
struct Breach {
  std::size_t line = 0;  // from 1; 0 when the whole file is meant
  std::string what;
};

// Checks one file against the rules: which folder may include what, windows.h and its kin only in
// folders named windows/ (POSIX headers: posix/), length, no tabs. `path` is relative to the
// project root, with forward slashes. Pure; any thread. It reads the text of the file only, so an
// #include inside a raw string counts too.
std::vector<Breach> check_source(std::string_view path, std::string_view text);

}  // namespace deepalive::rules
