#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "config/problem.h"

namespace deepalive::config {

// Counted from 0, the column in bytes, as yaml-cpp does.
struct Place {
  std::size_t line = 0;
  std::size_t column = 0;
};

// Collects the problems of one file, at most kMaxProblems of them.
class ProblemList {
 public:
  void add(Severity severity, Place place, std::string path, std::string text);
  // About the file as a whole.
  void add_error(std::string text);

  std::size_t errors() const { return errors_; }

  // All of them by place, the columns in characters of the file's text.
  std::vector<Problem> take(std::string_view file_text);

 private:
  std::vector<Problem> problems_;
  std::size_t left_out_ = 0;
  std::size_t errors_ = 0;
};

}  // namespace deepalive::config
