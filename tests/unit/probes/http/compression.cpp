#include "tests/unit/probes/http/compression.h"

#include <zlib.h>

#include <stdexcept>

namespace deepalive::probes {
namespace {

std::string compressed(std::string_view text, int window_bits) {
  z_stream z{};
  if (deflateInit2(&z, Z_DEFAULT_COMPRESSION, Z_DEFLATED, window_bits, 8, Z_DEFAULT_STRATEGY) !=
      Z_OK) {
    throw std::runtime_error("deflateInit2");
  }
  std::string out(deflateBound(&z, static_cast<uLong>(text.size())), '\0');
  z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  z.avail_in = static_cast<uInt>(text.size());
  z.next_out = reinterpret_cast<Bytef*>(out.data());
  z.avail_out = static_cast<uInt>(out.size());
  const int result = deflate(&z, Z_FINISH);
  out.resize(out.size() - z.avail_out);
  deflateEnd(&z);
  if (result != Z_STREAM_END) throw std::runtime_error("deflate");
  return out;
}

}  // namespace

std::string gzipped(std::string_view text) { return compressed(text, MAX_WBITS + 16); }
std::string deflated(std::string_view text) { return compressed(text, MAX_WBITS); }
std::string deflated_bare(std::string_view text) { return compressed(text, -MAX_WBITS); }

}  // namespace deepalive::probes
