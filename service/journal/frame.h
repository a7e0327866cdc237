#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// What a journal file looks like from outside: a magic line, then frames up to its end. All numbers
// are little-endian.
//
//   u32 length of the payload | u32 CRC-32 of type and payload | u8 type | payload
namespace deepalive::service {

// The last digit is the version of everything behind it.
inline constexpr std::string_view kSegmentMagic = "DeepAlive journal 1\n";
inline constexpr std::size_t kFrameHead = 9;                            // bytes
inline constexpr std::size_t kMaxFramePayload = std::size_t{16} << 20;  // bytes

// Readers skip types that they do not know.
enum class FrameType : std::uint8_t {
  begin = 1,       // of a segment: clocks, names of reasons; JSON
  role = 2,        // one role's rules and state when the segment began; JSON
  inputs = 3,      // what roles were told, InputEncoder's bytes
  transition = 4,  // JSON
};

// Appends a frame to `out`; a payload over the limit is none that a reader would take, so it must
// not be given.
void append_frame(std::string& out, FrameType type, std::string_view payload);

struct Frame {
  std::uint8_t type = 0;
  std::string_view payload;
};

// Takes the frames off a file's bytes, which outlive it.
class FrameReader {
 public:
  enum class End : std::uint8_t {
    complete,      // the last frame ends where the file ends
    torn,          // a frame was begun and not written to its end
    damaged,       // a frame is not what was written
    not_a_journal  // the file does not begin as one
  };

  explicit FrameReader(std::string_view file);

  // Null at the end, whatever ended it. Behind damage nothing is believed: what a frame means
  // depends on those before it.
  std::optional<Frame> next();
  // Valid once next() has given null.
  End end() const { return end_; }
  // How far the file can be believed.
  std::size_t valid_bytes() const { return at_; }

 private:
  std::optional<Frame> stop(End end) {
    end_ = end;
    ended_ = true;
    return std::nullopt;
  }

  std::string_view file_;
  std::size_t at_ = 0;
  End end_ = End::complete;
  bool ended_ = false;
};

}  // namespace deepalive::service
