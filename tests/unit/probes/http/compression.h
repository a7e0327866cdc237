#pragma once

#include <string>
#include <string_view>

namespace deepalive::probes {

// What a server sends with Content-Encoding gzip, deflate, and deflate as some have it: without
// zlib's header.
std::string gzipped(std::string_view text);
std::string deflated(std::string_view text);
std::string deflated_bare(std::string_view text);

}  // namespace deepalive::probes
