#include "service/http/compression.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <boost/beast/core/string.hpp>
#include <limits>
#include <optional>
#include <stdexcept>
#include <utility>

namespace deepalive::service {
namespace {

// Smaller ones fit into one packet or two either way.
constexpr std::size_t kWorthIt = 2048;

constexpr int kGzip = MAX_WBITS + 16;  // as deflateInit2() wants it
constexpr int kMostMemory = 9;

bool same(std::string_view a, std::string_view b) {
  return boost::beast::iequals({a.data(), a.size()}, {b.data(), b.size()});
}

std::string_view trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t");
  if (begin == text.npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

// Takes the part in front of the next separator off the text.
std::string_view next_part(std::string_view& text, char separator) {
  const std::string_view part = text.substr(0, text.find(separator));
  text.remove_prefix(std::min(text.size(), part.size() + 1));
  return trimmed(part);
}

// "0", "1", "0.5", "1.000": in thousandths. At most three digits behind the point.
std::optional<unsigned> quality(std::string_view text) {
  if (text.empty() || (text[0] != '0' && text[0] != '1')) return std::nullopt;
  unsigned thousandths = text[0] == '1' ? 1000 : 0;
  text.remove_prefix(1);
  if (text.empty()) return thousandths;
  if (text[0] != '.' || text.size() > 4) return std::nullopt;
  unsigned worth = 100;
  for (const char digit : text.substr(1)) {
    if (digit < '0' || digit > '9') return std::nullopt;
    thousandths += worth * static_cast<unsigned>(digit - '0');
    worth /= 10;
  }
  return thousandths <= 1000 ? std::optional(thousandths) : std::nullopt;
}

struct Wish {
  std::string_view coding;
  unsigned quality;
};

// "gzip;q=0.8". None when it cannot be read.
std::optional<Wish> wish(std::string_view text) {
  Wish wish{.coding = next_part(text, ';'), .quality = 1000};
  if (wish.coding.empty()) return std::nullopt;
  while (!text.empty()) {
    std::string_view value = next_part(text, ';');
    const std::string_view name = next_part(value, '=');
    if (!same(name, "q")) continue;
    const auto given = quality(value);
    if (!given) return std::nullopt;
    wish.quality = *given;
  }
  return wish;
}

class Deflater {
 public:
  Deflater() {
    if (deflateInit2(&z_, Z_BEST_SPEED, Z_DEFLATED, kGzip, kMostMemory, Z_DEFAULT_STRATEGY) !=
        Z_OK) {
      throw std::runtime_error("zlib cannot begin to compress");
    }
  }
  ~Deflater() { deflateEnd(&z_); }
  Deflater(const Deflater&) = delete;
  Deflater& operator=(const Deflater&) = delete;

  z_stream& stream() { return z_; }

 private:
  z_stream z_{};
};

HttpReply compressed(HttpReply reply) {
  reply.body = gzipped(reply.content());
  reply.kept_body.reset();
  reply.headers.emplace_back("Content-Encoding", "gzip");
  for (auto& [name, value] : reply.headers) {
    // Other bytes than those of the plain reply, and the same in meaning (RFC 9110, 8.8.3.3).
    if (same(name, "ETag") && value.starts_with('"')) value.insert(0, "W/");
  }
  return reply;
}

}  // namespace

bool wants_gzip(std::string_view accept_encoding) {
  std::optional<unsigned> gzip;
  std::optional<unsigned> identity;
  std::optional<unsigned> any;
  while (!accept_encoding.empty()) {
    const auto one = wish(next_part(accept_encoding, ','));
    if (!one) continue;
    if (same(one->coding, "gzip") || same(one->coding, "x-gzip")) gzip = one->quality;
    if (same(one->coding, "identity")) identity = one->quality;
    if (one->coding == "*") any = one->quality;
  }
  const unsigned wanted = gzip.value_or(any.value_or(0));
  return wanted > 0 && wanted >= identity.value_or(0);
}

std::string gzipped(std::string_view text) {
  Deflater deflater;
  z_stream& z = deflater.stream();
  std::string out;
  std::array<char, std::size_t{64} * 1024> piece;
  int state = Z_OK;
  while (state == Z_OK) {
    if (z.avail_in == 0 && !text.empty()) {
      const std::size_t size = std::min<std::size_t>(text.size(), std::numeric_limits<uInt>::max());
      z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
      z.avail_in = static_cast<uInt>(size);
      text.remove_prefix(size);
    }
    z.next_out = reinterpret_cast<Bytef*>(piece.data());
    z.avail_out = static_cast<uInt>(piece.size());
    state = deflate(&z, text.empty() ? Z_FINISH : Z_NO_FLUSH);
    out.append(piece.data(), piece.size() - z.avail_out);
  }
  return out;
}

HttpHandler compressing(HttpHandler handler) {
  return [handler = std::move(handler)](const HttpRequest& request) {
    HttpReply reply = handler(request);
    if (reply.content().size() < kWorthIt) return reply;
    reply.headers.emplace_back("Vary", "Accept-Encoding");
    return wants_gzip(request.accept_encoding) ? compressed(std::move(reply)) : std::move(reply);
  };
}

}  // namespace deepalive::service
