#pragma once

#include <openssl/ssl.h>

#include <cstdint>
#include <memory>
#include <string>

namespace deepalive::bench {

// The least that anybody can do to ask for a page: connect, write, read to the end, close; over TLS
// a full handshake that is verified. Or, on a connection that stays: write, and read to the end of
// the page. Blocks, has no deadline and judges nothing.
class BareProbe {
 public:
  // ca_file: empty = plain HTTP. page: what answers end with; empty = each look connects.
  BareProbe(std::uint16_t port, const std::string& ca_file, std::string page);
  ~BareProbe();
  BareProbe(const BareProbe&) = delete;
  BareProbe& operator=(const BareProbe&) = delete;

  // Throws std::runtime_error when there is no answer.
  void look();

 private:
  bool connect();
  void close();
  std::size_t exchange();
  long write();
  long read(char* buffer, std::size_t size);

  std::uint16_t port_;
  std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> tls_{nullptr, SSL_CTX_free};
  std::string request_;
  const std::string page_;
  int socket_ = -1;
  std::unique_ptr<SSL, decltype(&SSL_free)> connection_{nullptr, SSL_free};
};

}  // namespace deepalive::bench
