#include "probes/http/kept_connection.h"

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <utility>

namespace deepalive::probes {
namespace {

namespace asio = boost::asio;

// A read that does not wait. Through TLS, because a server may send there what is no answer, such
// as tickets for a later session.
bool is_open_and_silent(IdleConnection& connection) {
  boost::system::error_code error;
  // Operations that wait are Asio's and stay as they are.
  if (!connection.socket->non_blocking()) connection.socket->non_blocking(true, error);
  if (error) return false;
  char byte = 0;
  if (connection.tls) {
    connection.tls->stream().read_some(asio::buffer(&byte, 1), error);
  } else {
    connection.socket->read_some(asio::buffer(&byte, 1), error);
  }
  return error == asio::error::would_block || error == asio::error::try_again;
}

bool is_worn_out(const IdleConnection& connection, const Instant& now) {
  if (now.steady - connection.made >= kLongestKept) return true;
  return connection.tls && connection.tls->certificate_end() &&
         *connection.tls->certificate_end() <= now.wall;
}

}  // namespace

void KeptConnection::keep(IdleConnection connection) {
  drop();
  connection_ = std::move(connection);
}

std::optional<IdleConnection> KeptConnection::take(const Instant& now) {
  if (!connection_) return std::nullopt;
  if (is_worn_out(*connection_, now) || !is_open_and_silent(*connection_)) {
    drop();
    return std::nullopt;
  }
  return std::exchange(connection_, std::nullopt);
}

void KeptConnection::drop() {
  if (!connection_) return;
  reset_close(*connection_->socket);
  connection_.reset();
}

}  // namespace deepalive::probes
