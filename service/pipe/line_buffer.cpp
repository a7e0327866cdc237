#include "service/pipe/line_buffer.h"

#include <algorithm>
#include <cstring>

namespace deepalive::service {
namespace {

// How many bytes the UTF-8 sequence at the beginning of text has; 0 = it is none. (Unicode 15,
// table 3-7: no overlong forms, no surrogates, nothing past U+10FFFF.)
std::size_t sequence_length(std::string_view text) {
  const auto byte = [text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(0);
  const std::size_t length = first < 0x80                     ? 1
                             : first >= 0xC2 && first <= 0xDF ? 2
                             : first >= 0xE0 && first <= 0xEF ? 3
                             : first >= 0xF0 && first <= 0xF4 ? 4
                                                              : 0;
  if (length == 0 || length > text.size()) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return 0;
  }
  const bool wrong = (first == 0xE0 && byte(1) < 0xA0) || (first == 0xED && byte(1) > 0x9F) ||
                     (first == 0xF0 && byte(1) < 0x90) || (first == 0xF4 && byte(1) > 0x8F);
  return wrong ? 0 : length;
}

}  // namespace

bool is_plain_text(std::string_view text) {
  while (!text.empty()) {
    const auto first = static_cast<unsigned char>(text.front());
    if ((first < 0x20 && first != '\t') || first == 0x7F) return false;
    const std::size_t length = sequence_length(text);
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
