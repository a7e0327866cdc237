#include "config/problem.h"

#include <algorithm>

namespace deepalive::config {

bool has_errors(std::span<const Problem> problems) {
  return std::ranges::any_of(
      problems, [](const Problem& problem) { return problem.severity == Severity::error; });
}

std::string format_problem(const Problem& problem, std::string_view file_name) {
  std::string line(file_name);
  if (problem.line != 0) {
    line += ":" + std::to_string(problem.line) + ":" + std::to_string(problem.column);
  }
  line += problem.severity == Severity::error ? ": error: " : ": warning: ";
  if (!problem.path.empty()) line += problem.path + ": ";
  return line + problem.text;
}

std::string format_problems(std::span<const Problem> problems, std::string_view file_name) {
  std::string text;
  for (const Problem& problem : problems) text += format_problem(problem, file_name) + "\n";
  return text;
}

}  // namespace deepalive::config
