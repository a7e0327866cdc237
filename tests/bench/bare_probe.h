#pragma once

#include <openssl/ssl.h>

#include <cstdint>
#include <memory>
#include <string>

namespace deepalive::bench {

// The least that anybody can do to ask for a page: connect, write, read to the end, close; over TLS
// a full handshake that is verified. Blocks, has no deadline and judges nothing.
class BareProbe {
 public:
  // ca_file: empty = plain HTTP.
  BareProbe(std::uint16_t port, const std::string& ca_file);

  // Throws std::runtime_error when there is no answer.
  void look() const;

 private:
  std::size_t exchange(int socket) const;
  std::size_t exchange_tls(int socket) const;

  std::uint16_t port_;
  std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> tls_{nullptr, SSL_CTX_free};
  std::string request_;
};

}  // namespace deepalive::bench
