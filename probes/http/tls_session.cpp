#include "probes/http/tls_session.h"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

#include "probes/http/clean_text.h"
#include "probes/http/net_error.h"

namespace deepalive::probes {
namespace {

namespace asio = boost::asio;

}  // namespace

asio::awaitable<Connection::Ending> TlsSession::shake_hands(const Connection& connection,
                                                            const std::string& server_name,
                                                            Keep keep) {
  boost::system::error_code error;
  // The handshake's last flight and the request follow each other without an answer between them.
  stream_.next_layer().set_option(asio::ip::tcp::no_delay(true), error);
  peer_.keep_chain = keep == Keep::everything;
  if (!TlsContext::prepare(stream_.native_handle(), server_name, peer_)) {
    co_return Finding::own_fault("'" + clean_text(server_name) +
                                 "' cannot be sent or verified as a server name");
  }
  co_await stream_.async_handshake(asio::ssl::stream_base::client,
                                   asio::redirect_error(asio::use_awaitable, error));
  Connection::Ending refused;
  if (peer_.verify_error != 0) refused = certificate_finding(peer_, server_name);
  keep_evidence(refused);
  if (!error || refused) co_return refused;
  if (connection.is_timed_out()) {
    co_return connection.timed_out(Reason::tls_timeout, "the TLS handshake did not end");
  }
  if (is_own_fault(error)) co_return own_fault(error);
  if (is_end(error) || is_reset(error)) {
    co_return Finding::fail(Reason::tls_failed,
                            "the server closed the connection during the TLS handshake");
  }
  co_return Finding::fail(Reason::tls_failed, "TLS handshake: " + text_of(error));
}

void TlsSession::keep_evidence(const Connection::Ending& refused) {
  if (peer_.chain.empty()) return;
  const SSL* const connection = stream_.native_handle();
  const SSL_CIPHER* const cipher = SSL_get_current_cipher(connection);
  evidence_ = std::make_shared<const TlsEvidence>(
      TlsEvidence{.protocol = SSL_get_version(connection),
                  .cipher = cipher ? SSL_CIPHER_get_name(cipher) : "",
                  .chain = std::move(peer_.chain),
                  .refused = refused ? refused->detail : ""});
}

}  // namespace deepalive::probes
