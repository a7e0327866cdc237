#pragma once

#include <chrono>
#include <cstddef>

namespace deepalive::service {

// Limits of the endpoint: each reader has a size limit and each wait a deadline.
struct HttpLimits {
  std::size_t header_bytes = std::size_t{8} * 1024;
  std::size_t connections = 256;
  std::size_t connections_of_a_source = 32;
  std::size_t reply_bytes = std::size_t{64} << 20;  // of all replies that are under way together
  // From the first wait until the request header is complete, and until TLS is agreed on.
  std::chrono::milliseconds request{5000};
  std::chrono::milliseconds idle{30000};   // until a further request begins on a kept connection
  std::chrono::milliseconds write{10000};  // to take a reply, and a second more for each …
  std::size_t write_rate = std::size_t{32} * 1024;  // … so many bytes of it
  std::chrono::milliseconds linger{500};  // for the rest of what was refused, before closing
  std::chrono::milliseconds retry{2000};  // between attempts to get an address that is taken
};

}  // namespace deepalive::service
