#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace deepalive::probes {

// How a body travels (Content-Encoding, RFC 9110, 8.4).
enum class ContentCoding { identity, gzip, deflate };

// Null for one that cannot be decoded, such as "br", or for several on top of each other.
std::optional<ContentCoding> content_coding(std::string_view content_encoding);

// Undoes gzip and deflate piece by piece. What comes out is bounded by the caller, however little
// goes in, and so is the work. Not thread-safe.
class BodyDecoder {
 public:
  // Anything but identity. "deflate" is taken with zlib's header, as RFC 9110 has it, and without
  // one, as some servers send it.
  explicit BodyDecoder(ContentCoding coding);
  ~BodyDecoder();

  // Appends what this piece decodes to, until `out` has `most` bytes: what is beyond is not decoded
  // at all.
  void put(std::string_view piece, std::string& out, std::size_t most);

  // What came so far is whole.
  bool is_complete() const { return complete_; }
  // Why it cannot be decoded, in words; empty: nothing was wrong so far.
  const std::string& problem() const { return problem_; }

 private:
  struct Stream;
  void fail(const char* why);
  bool open(int window_bits);
  void inflate_some(std::string& out, std::size_t most);

  std::unique_ptr<Stream> stream_;
  const ContentCoding coding_;
  bool full_ = false;
  bool complete_ = false;
  std::string problem_;
};

}  // namespace deepalive::probes
