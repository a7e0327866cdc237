#include "config/reading/problem_list.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "config/limits.h"
#include "config/reading/text.h"

namespace deepalive::config {

void ProblemList::add(Severity severity, Place place, std::string path, std::string text) {
  if (severity == Severity::error) ++errors_;
  if (problems_.size() == kMaxProblems) {
    ++left_out_;
    return;
  }
  problems_.push_back(
      {severity, place.line + 1, place.column + 1, std::move(path), std::move(text)});
}

void ProblemList::add_error(std::string text) {
  ++errors_;
  problems_.push_back({Severity::error, 0, 0, "", std::move(text)});
}

std::vector<Problem> ProblemList::take(std::string_view file_text) {
  std::ranges::stable_sort(problems_, {}, [](const Problem& problem) {
    return std::tuple(problem.line, problem.column);
  });
  std::size_t line = 1;
  for (Problem& problem : problems_) {
    for (; line < problem.line && !file_text.empty(); ++line) {
      const auto end = file_text.find('\n');
      file_text.remove_prefix(end == file_text.npos ? file_text.size() : end + 1);
    }
    if (problem.line == line) {
      problem.column = 1 + count_characters(file_text.substr(0, problem.column - 1));
    }
  }
  if (left_out_ > 0) {
    problems_.push_back({errors_ > 0 ? Severity::error : Severity::warning, 0, 0, "",
                         std::to_string(left_out_) + " more problems are not listed"});
  }
  return std::move(problems_);
}

}  // namespace deepalive::config
