#include "probes/http/body_decoder.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <boost/beast/core/string.hpp>

#include "probes/http/clean_text.h"

namespace deepalive::probes {
namespace {

// As inflateInit2() wants them.
constexpr int kGzip = MAX_WBITS + 16;
constexpr int kZlib = MAX_WBITS;
constexpr int kBare = -MAX_WBITS;

constexpr std::size_t kStep = std::size_t{4} * 1024;  // bytes that are decoded at a time

// RFC 1950, 2.2: method 8, and both bytes together a multiple of 31.
bool is_zlib_header(unsigned char first, unsigned char second) {
  return (first & 0x0F) == Z_DEFLATED && (first * 256U + second) % 31 == 0;
}

}  // namespace

std::optional<ContentCoding> content_coding(std::string_view text) {
  const auto is = [text](std::string_view name) {
    return boost::beast::iequals({text.data(), text.size()}, {name.data(), name.size()});
  };
  if (text.empty() || is("identity")) return ContentCoding::identity;
  if (is("gzip") || is("x-gzip")) return ContentCoding::gzip;
  if (is("deflate")) return ContentCoding::deflate;
  return std::nullopt;
}

struct BodyDecoder::Stream {
  z_stream z{};
  bool open = false;
  std::string held;  // of a deflate body, until its first two bytes tell its kind

  ~Stream() {
    if (open) inflateEnd(&z);
  }
};

BodyDecoder::BodyDecoder(ContentCoding coding)
    : stream_(std::make_unique<Stream>()), coding_(coding) {}

BodyDecoder::~BodyDecoder() = default;

void BodyDecoder::fail(const char* why) { problem_ = clean_text(why ? why : "no reason given"); }

bool BodyDecoder::open(int window_bits) {
  stream_->open = inflateInit2(&stream_->z, window_bits) == Z_OK;
  if (!stream_->open) fail(stream_->z.msg);
  return stream_->open;
}

void BodyDecoder::put(std::string_view piece, std::string& out, std::size_t most) {
  if (!problem_.empty() || full_ || piece.empty()) return;
  std::string& held = stream_->held;
  if (!stream_->open) {
    if (coding_ == ContentCoding::gzip) {
      if (!open(kGzip)) return;
    } else {
      held.append(piece);
      if (held.size() < 2) return;
      piece = held;
      const bool zlib =
          is_zlib_header(static_cast<unsigned char>(held[0]), static_cast<unsigned char>(held[1]));
      if (!open(zlib ? kZlib : kBare)) return;
    }
  }
  z_stream& z = stream_->z;
  z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(piece.data()));
  z.avail_in = static_cast<uInt>(piece.size());
  inflate_some(out, most);
  held.clear();
}

void BodyDecoder::inflate_some(std::string& out, std::size_t most) {
  z_stream& z = stream_->z;
  while (problem_.empty()) {
    if (complete_) {
      if (z.avail_in == 0) return;
      // One gzip file may follow another (RFC 1952, 2.2); what else follows is a fault.
      if (coding_ != ContentCoding::gzip) return fail("there is more behind its end");
      complete_ = false;
      inflateReset(&z);
    }
    if (out.size() >= most) {
      full_ = true;
      return;
    }
    std::array<char, kStep> decoded;
    const std::size_t room = std::min(decoded.size(), most - out.size());
    z.next_out = reinterpret_cast<Bytef*>(decoded.data());
    z.avail_out = static_cast<uInt>(room);
    const int result = inflate(&z, Z_NO_FLUSH);
    const bool is_full = z.avail_out == 0;
    out.append(decoded.data(), room - z.avail_out);
    if (result == Z_STREAM_END) {
      complete_ = true;
    } else if (result != Z_OK && result != Z_BUF_ERROR) {
      return fail(result == Z_NEED_DICT ? "it needs a dictionary" : z.msg);
    } else if (!is_full) {
      return;  // waits for the next piece
    }
  }
}

}  // namespace deepalive::probes
