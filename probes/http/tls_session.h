#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <memory>
#include <optional>
#include <string>

#include "core/observation.h"
#include "probes/http/certificate.h"
#include "probes/http/tls_context.h"
#include "probes/tcp/connection.h"

namespace deepalive::probes {

// TLS on a socket, and what its handshake showed. The socket lives longer and stays where it is.
class TlsSession {
 public:
  using Stream = boost::asio::ssl::stream<boost::asio::ip::tcp::socket&>;

  TlsSession(boost::asio::ip::tcp::socket& socket, TlsContext& context)
      : stream_(socket, context.context()) {}

  // Once. connection: that whose socket it is, asked whether the deadline was why it failed.
  // server_name: SNI and the name to verify. Null, or why the probe ends here.
  boost::asio::awaitable<Connection::Ending> shake_hands(const Connection& connection,
                                                         const std::string& server_name, Keep keep);

  Stream& stream() { return stream_; }
  // Of the peer's leaf, also when it was refused.
  const std::optional<WallTime>& certificate_end() const { return peer_.not_after; }
  // Null where it is not kept (see Keep).
  const std::shared_ptr<const TlsEvidence>& evidence() const { return evidence_; }

 private:
  void keep_evidence(const Connection::Ending& refused);

  PeerCertificate peer_;  // OpenSSL writes into it, at a later handshake too
  Stream stream_;
  std::shared_ptr<const TlsEvidence> evidence_;
};

}  // namespace deepalive::probes
