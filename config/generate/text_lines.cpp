#include "config/generate/text_lines.h"

namespace deepalive::config {

TextLines::TextLines(std::string_view text) : text_(text) {
  for (std::size_t at = 0; at < text.size();) {
    starts_.push_back(at);
    const auto end = text.find('\n', at);
    at = end == text.npos ? text.size() : end + 1;
  }
}

std::string_view TextLines::operator[](std::size_t line) const {
  std::string_view text = text_.substr(start(line), start(line + 1) - start(line));
  if (text.ends_with('\n')) text.remove_suffix(1);
  if (text.ends_with('\r')) text.remove_suffix(1);
  return text;
}

std::string_view TextLines::line_end() const {
  const auto end = text_.find('\n');
  return end != text_.npos && end > 0 && text_[end - 1] == '\r' ? "\r\n" : "\n";
}

}  // namespace deepalive::config
