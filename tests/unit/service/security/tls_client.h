#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <string>

#include "tests/servers/tls_identity.h"

namespace deepalive::service {

// How a client of TLS behaves; texts in PEM.
struct TlsWish {
  std::string trusted{};            // the authority; empty = any server will do
  testing::TlsIdentity identity{};  // shown when it is asked for
  int max_version = 0;              // TLS1_2_VERSION …; 0 = the newest
  std::string ciphers{};            // up to TLS 1.2
  std::string curves{};
  std::string protocols{};  // ALPN, as it is sent
};

struct TlsExchange {
  std::string failure{};  // why there was no connection, or it was ended
  std::string response{};
  std::string protocol{};  // by ALPN
  std::string cipher{};
  std::string subject{};  // of the server's certificate
};

// One request by TLS, and all that was said to it.
TlsExchange exchange_by_tls(const boost::asio::ip::tcp::endpoint& address,
                            const std::string& request, const TlsWish& wish = {});

}  // namespace deepalive::service
