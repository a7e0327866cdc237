#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "core/protocol.h"

namespace deepalive::service {

// UTF-8 without control characters (a tab is allowed): what may stand in a line.
bool is_plain_text(std::string_view text);

// Takes the lines off a stream of bytes: the control pipe's rules of what a line is, without the
// pipe. Holds at most one longest line. Not thread-safe.
class LineBuffer {
 public:
  enum class What : std::uint8_t {
    incomplete,    // more bytes are needed
    line,          // text holds it, without its \n
    bad_encoding,  // there was a line, but it is not text
    too_long,      // no line end within protocol::kMaxLine; nothing more can be taken
  };
  struct Taken {
    What what = What::incomplete;
    std::string_view text{};  // valid until the next call of free_space()
  };

  // Where the next bytes are to be put; never empty unless take() says too_long.
  std::span<char> free_space();
  void commit(std::size_t bytes) { end_ += bytes; }

  Taken take();
  // Whether the beginning of a line waits for its end.
  bool has_part() const { return begin_ != end_; }

 private:
  std::array<char, protocol::kMaxLine> bytes_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
};

}  // namespace deepalive::service
