#include "service/pipe/line_buffer.h"

#include <algorithm>
#include <cstring>

#include "service/utf8.h"

namespace deepalive::service {

bool is_plain_text(std::string_view text) {
  while (!text.empty()) {
    const auto first = static_cast<unsigned char>(text.front());
    if ((first < 0x20 && first != '\t') || first == 0x7F) return false;
    const std::size_t length = utf8_length(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

std::span<char> LineBuffer::free_space() {
  if (begin_ > 0) {
    std::copy(bytes_.begin() + begin_, bytes_.begin() + end_, bytes_.begin());
    end_ -= begin_;
    begin_ = 0;
  }
  return std::span(bytes_).subspan(end_);
}

LineBuffer::Taken LineBuffer::take() {
  const std::string_view rest(bytes_.data() + begin_, end_ - begin_);
  const auto length = rest.find('\n');
  if (length == rest.npos) {
    return {rest.size() == bytes_.size() ? What::too_long : What::incomplete};
  }
  begin_ += length + 1;
  const std::string_view line = rest.substr(0, length);
  const std::string_view text = line.ends_with('\r') ? line.substr(0, length - 1) : line;
  return {is_plain_text(text) ? What::line : What::bad_encoding, text};
}

}  // namespace deepalive::service
