#include "tests/bench/bare_probe.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/x509v3.h>
#include <sys/socket.h>
#include <unistd.h>

#include <stdexcept>
#include <utility>

namespace deepalive::bench {

BareProbe::BareProbe(std::uint16_t port, const std::string& ca_file, std::string page)
    : port_(port),
      request_("GET / HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(port) +
               "\r\nUser-Agent: bare\r\nAccept: */*\r\nConnection: " +
               (page.empty() ? "close" : "keep-alive") + "\r\n\r\n"),
      page_(std::move(page)) {
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

BareProbe::~BareProbe() { close(); }

void BareProbe::look() {
  const bool kept = socket_ >= 0;
  std::size_t received = kept || connect() ? exchange() : 0;
  // Servers end connections after so many requests.
  if (received == 0 && kept) {
    close();
    if (connect()) received = exchange();
  }
  if (page_.empty()) close();
  if (received == 0) throw std::runtime_error("the bare probe got no answer");
}

bool BareProbe::connect() {
  socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port_);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) return false;
  if (!tls_) return true;
  const int at_once = 1;
  ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &at_once, sizeof at_once);
  connection_.reset(SSL_new(tls_.get()));
  X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(connection_.get()), "127.0.0.1");
  SSL_set_fd(connection_.get(), socket_);
  return SSL_connect(connection_.get()) == 1;
}

void BareProbe::close() {
  connection_.reset();
  if (socket_ >= 0) ::close(socket_);
  socket_ = -1;
}

std::size_t BareProbe::exchange() {
  if (write() <= 0) return 0;
  std::string received;
  char buffer[4096];
  long count = 0;
  while ((count = read(buffer, sizeof buffer)) > 0) {
    received.append(buffer, static_cast<std::size_t>(count));
    if (!page_.empty() && received.ends_with(page_)) break;
  }
  return received.size();
}

long BareProbe::write() {
  if (!tls_) return ::send(socket_, request_.data(), request_.size(), MSG_NOSIGNAL);
  return SSL_write(connection_.get(), request_.data(), static_cast<int>(request_.size()));
}

long BareProbe::read(char* buffer, std::size_t size) {
  if (!tls_) return ::read(socket_, buffer, size);
  return SSL_read(connection_.get(), buffer, static_cast<int>(size));
}

}  // namespace deepalive::bench
