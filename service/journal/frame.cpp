#include "service/journal/frame.h"

#include <algorithm>
#include <boost/crc.hpp>

namespace deepalive::service {
namespace {

void append_u32(std::string& out, std::uint32_t value) {
  for (int shift = 0; shift < 32; shift += 8) out += static_cast<char>(value >> shift);
}

std::uint32_t read_u32(std::string_view bytes) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    value |= static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[i])) << (8 * i);
  }
  return value;
}

std::uint32_t checksum(char type, std::string_view payload) {
  boost::crc_32_type crc;
  crc.process_byte(static_cast<unsigned char>(type));
  crc.process_bytes(payload.data(), payload.size());
  return crc.checksum();
}

}  // namespace

void append_frame(std::string& out, FrameType type, std::string_view payload) {
  const char code = static_cast<char>(type);
  append_u32(out, static_cast<std::uint32_t>(payload.size()));
  append_u32(out, checksum(code, payload));
  out += code;
  out += payload;
}

FrameReader::FrameReader(std::string_view file) : file_(file) {
  if (file_.starts_with(kSegmentMagic)) {
    at_ = kSegmentMagic.size();
  } else {
    stop(kSegmentMagic.starts_with(file_) ? End::torn : End::not_a_journal);
  }
}

std::optional<Frame> FrameReader::next() {
  if (ended_) return std::nullopt;
  const std::string_view left = file_.substr(at_);
  if (left.empty()) return stop(End::complete);
  // A file system may have made the file longer before the power failed, and written nothing there.
  if (left.find_first_not_of('\0') == left.npos) return stop(End::torn);
  if (left.size() < kFrameHead) return stop(End::torn);
  const std::size_t length = read_u32(left);
  if (length > kMaxFramePayload) return stop(End::damaged);
  if (length > left.size() - kFrameHead) return stop(End::torn);
  const Frame frame{static_cast<std::uint8_t>(left[8]), left.substr(kFrameHead, length)};
  if (read_u32(left.substr(4)) != checksum(left[8], frame.payload)) return stop(End::damaged);
  at_ += kFrameHead + length;
  return frame;
}

}  // namespace deepalive::service
