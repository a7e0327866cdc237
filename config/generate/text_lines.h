#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace deepalive::config {

// A text by its lines, as a parser's marks count them. Refers to the text.
class TextLines {
 public:
  explicit TextLines(std::string_view text);

  std::size_t size() const { return starts_.size(); }
  // Without its end; empty past the last.
  std::string_view operator[](std::size_t line) const;
  // Everything above a line, and the line with everything below it.
  std::string_view before(std::size_t line) const { return text_.substr(0, start(line)); }
  std::string_view from(std::size_t line) const { return text_.substr(start(line)); }
  // As the first line ends.
  std::string_view line_end() const;

 private:
  std::size_t start(std::size_t line) const {
    return line < starts_.size() ? starts_[line] : text_.size();
  }

  std::string_view text_;
  std::vector<std::size_t> starts_;
};

}  // namespace deepalive::config
