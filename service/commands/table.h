#pragma once

#include <cstddef>
#include <initializer_list>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace deepalive::service {

// Rows of text under a header, columns as wide as their widest cell (as shown, not in bytes); the
// last column is not padded.
//
// On a terminal (screen_of() the stream) the table fits its width: the last column has what the
// others leave and goes on in further lines; where that would be too little, those of yields() are
// cut first, in that order, then the others, from the right. Elsewhere nothing is cut. Whatever
// comes from outside is made printable().
class Table {
 public:
  explicit Table(std::vector<std::string> header) : columns_(header.size()) {
    rows_.push_back(std::move(header));
  }

  // The columns to be cut before the others, the first of them first. Counted from 0.
  Table& yields(std::initializer_list<std::size_t> columns) {
    yielding_ = columns;
    return *this;
  }
  // The columns whose words are coloured after what they say (colour_of_word()).
  Table& colours(std::initializer_list<std::size_t> columns) {
    coloured_ = columns;
    return *this;
  }

  // As many cells as the header has; fewer leave the rest empty.
  void add(std::vector<std::string> row) { rows_.push_back(std::move(row)); }
  void print(std::ostream& out, std::string_view indent = "") const;

 private:
  std::vector<std::size_t> natural_widths(const std::vector<std::vector<std::string>>& rows) const;
  void fit(std::vector<std::size_t>& widths, std::size_t room) const;

  std::size_t columns_;
  std::vector<std::vector<std::string>> rows_;
  std::vector<std::size_t> yielding_;
  std::vector<std::size_t> coloured_;
};

}  // namespace deepalive::service
