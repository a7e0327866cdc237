#pragma once

#include <ostream>
#include <string>
#include <vector>

namespace deepalive::service {

// Rows of text under a header, columns as wide as their widest cell (in characters, not bytes); the
// last column is not padded.
class Table {
 public:
  explicit Table(std::vector<std::string> header) { rows_.push_back(std::move(header)); }

  void add(std::vector<std::string> row) { rows_.push_back(std::move(row)); }
  void print(std::ostream& out, std::string_view indent = "") const;

 private:
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace deepalive::service
