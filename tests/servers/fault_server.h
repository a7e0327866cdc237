#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "tests/servers/tls_identity.h"

namespace deepalive::testing {

// What the server does on a connection, step by step. After the last step it closes in order.
namespace step {
struct Send {
  std::string bytes;
};
// One byte at a time.
struct Drip {
  std::string bytes;
  std::chrono::milliseconds pause{10};
};
// Again and again, until the peer goes away.
struct Flood {
  std::string bytes;
};
// Until the peer has sent something more.
struct Hear {};
// Nothing more, until the peer goes away.
struct Hold {};
// Waits for another request on this connection.
struct Read {};
// Over TLS 1.2: asks for another handshake on the connection, as IIS does before it asks for a
// client certificate, and does not wait for it.
struct Renegotiate {};
// No more from us (FIN), but the connection stays.
struct EndSending {};
// RST.
struct Reset {};
}  // namespace step

using Step = std::variant<step::Send, step::Drip, step::Flood, step::Hear, step::Hold, step::Read,
                          step::Renegotiate, step::EndSending, step::Reset>;

struct Behaviour {
  std::vector<Step> steps;
  bool reads_request = true;  // before the first step
};

// A complete response with Content-Length.
std::string http_response(unsigned status, std::string_view body,
                          std::string_view more_headers = {});

inline Behaviour answers(unsigned status, std::string_view body = "ok",
                         std::string_view more_headers = {}) {
  return {.steps = {step::Send{http_response(status, body, more_headers)}}};
}

struct SeenRequest {
  std::string head;  // with its final empty line
  std::string body;
  std::string sni;  // empty: none, or no TLS

  // The value of the first header with this name, as it was sent.
  std::string header(std::string_view name) const;
};

struct FaultServerOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;  // 0: one that is free
  std::optional<TlsIdentity> tls{};
  std::string client_authority{};  // PEM: only those with a certificate from it are let in
  bool tls_1_2_at_most = false;
};

// An HTTP server that misbehaves on command, on a thread of its own. Any thread. Throws
// std::exception when it cannot listen. The destructor drops all connections.
class FaultServer {
 public:
  explicit FaultServer(Behaviour behaviour, FaultServerOptions options = {});
  ~FaultServer();
  FaultServer(const FaultServer&) = delete;
  FaultServer& operator=(const FaultServer&) = delete;

  // For connections from now on.
  void behave(Behaviour behaviour);

  std::uint16_t port() const;
  // "http://127.0.0.1:1234", or https.
  std::string url(std::string_view target = "/") const;
  std::vector<SeenRequest> requests() const;
  std::size_t connections() const;  // accepted so far
  // Of these, those that neither side has ended. One that is held notices when the peer goes.
  std::size_t open_connections() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

// A port that is taken, so that nobody else listens there, and on which nothing listens.
class ClosedPort {
 public:
  explicit ClosedPort(const std::string& address = "127.0.0.1");
  ~ClosedPort();
  ClosedPort(const ClosedPort&) = delete;
  ClosedPort& operator=(const ClosedPort&) = delete;

  std::uint16_t port() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

// Whether this machine can listen on the address (IPv6 may be missing).
bool can_listen(const std::string& address);

}  // namespace deepalive::testing
