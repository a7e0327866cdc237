#pragma once

#include <iostream>
#include <string_view>

#include "service/console/text.h"

namespace deepalive::service {

// Prints why a command failed, on standard error also with --json: standard output has what was
// asked for or nothing, and the exit code says which (as gh and kubectl have it).
inline void complain(std::string_view problem) {
  std::cerr << "deepalive: " << printable(problem) << '\n';
}

// One line of JSON on standard output.
inline void print_json(std::string_view json) { std::cout << printable_json(json) << '\n'; }

}  // namespace deepalive::service
