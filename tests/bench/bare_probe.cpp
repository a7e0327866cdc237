#include "tests/bench/bare_probe.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/x509v3.h>
#include <sys/socket.h>
#include <unistd.h>

#include <stdexcept>

namespace deepalive::bench {

BareProbe::BareProbe(std::uint16_t port, const std::string& ca_file)
    : port_(port),
      request_("GET / HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(port) +
               "\r\nUser-Agent: bare\r\nAccept: */*\r\nConnection: close\r\n\r\n") {
  if (ca_file.empty()) return;
  tls_.reset(SSL_CTX_new(TLS_client_method()));
  // As our probe: every handshake is a full one.
  SSL_CTX_set_session_cache_mode(tls_.get(), SSL_SESS_CACHE_OFF);
  SSL_CTX_set_options(tls_.get(), SSL_OP_IGNORE_UNEXPECTED_EOF | SSL_OP_NO_TICKET);
  SSL_CTX_set_verify(tls_.get(), SSL_VERIFY_PEER, nullptr);
  if (SSL_CTX_load_verify_locations(tls_.get(), ca_file.c_str(), nullptr) != 1) {
    throw std::runtime_error("the bare probe cannot read " + ca_file);
  }
}

void BareProbe::look() const {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port_);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  std::size_t received = 0;
  if (::connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0) {
    received = tls_ ? exchange_tls(socket) : exchange(socket);
  }
  ::close(socket);
  if (received == 0) throw std::runtime_error("the bare probe got no answer");
}

std::size_t BareProbe::exchange(int socket) const {
  if (::write(socket, request_.data(), request_.size()) < 0) return 0;
  char buffer[4096];
  std::size_t received = 0;
  ssize_t count = 0;
  while ((count = ::read(socket, buffer, sizeof buffer)) > 0) {
    received += static_cast<std::size_t>(count);
  }
  return received;
}

std::size_t BareProbe::exchange_tls(int socket) const {
  const int at_once = 1;
  ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &at_once, sizeof at_once);
  const std::unique_ptr<SSL, decltype(&SSL_free)> connection(SSL_new(tls_.get()), SSL_free);
  X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(connection.get()), "127.0.0.1");
  SSL_set_fd(connection.get(), socket);
  if (SSL_connect(connection.get()) != 1) return 0;
  if (SSL_write(connection.get(), request_.data(), static_cast<int>(request_.size())) <= 0) {
    return 0;
  }
  char buffer[4096];
  std::size_t received = 0;
  int count = 0;
  while ((count = SSL_read(connection.get(), buffer, sizeof buffer)) > 0) {
    received += static_cast<std::size_t>(count);
  }
  return received;
}

}  // namespace deepalive::bench
