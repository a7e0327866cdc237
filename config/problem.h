#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace deepalive::config {

enum class Severity : std::uint8_t {
  warning,  // the configuration is used
  error,    // the configuration is refused
};

// Something wrong in a configuration file, at a place that an editor can jump to.
struct Problem {
  Severity severity = Severity::error;
  std::size_t line = 0;    // from 1; 0 = the file as a whole
  std::size_t column = 0;  // from 1, in characters
  std::string path;        // "roles.shop.checks[0].http.url"; empty = the file as a whole
  std::string text;  // what is wrong and what to write instead; a value with references is quoted
                     // as written
};

bool has_errors(std::span<const Problem> problems);

// "deepalive.yaml:12:7: error: roles.shop.grase: unknown key; did you mean 'grace'?"
std::string format_problem(const Problem& problem, std::string_view file_name);

// A line each, in the order given.
std::string format_problems(std::span<const Problem> problems, std::string_view file_name);

}  // namespace deepalive::config
