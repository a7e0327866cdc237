#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <memory>
#include <optional>

#include "core/time.h"
#include "probes/http/tls_session.h"

namespace deepalive::probes {

// How long a connection serves, from when it was made: what only a new one shows (the name's
// addresses, the certificate, whether anybody still accepts connections) is never older than this.
inline constexpr Duration kLongestKept = std::chrono::minutes(1);

// A connection that nobody waits on. Closed in order when it ends.
struct IdleConnection {
  std::unique_ptr<boost::asio::ip::tcp::socket> socket;
  boost::asio::ip::tcp::endpoint peer;
  std::unique_ptr<TlsSession> tls;  // on the socket, so it ends first; null = plain
  TimePoint made{};
};

// What one HTTP check keeps of its connections between two looks: the last one, if any. On the
// executor of its looks; ends before their io_context.
class KeptConnection {
 public:
  KeptConnection() = default;
  ~KeptConnection() { drop(); }
  KeptConnection(const KeptConnection&) = delete;
  KeptConnection& operator=(const KeptConnection&) = delete;

  // Instead of one that is kept already, when looks overlap.
  void keep(IdleConnection connection);

  // Null unless there is one that is still good: not too old, its certificate not at its end, not
  // closed by the server, and silent, since what comes unasked would be taken for the next answer.
  // Does not wait. What is not good is closed.
  std::optional<IdleConnection> take(const Instant& now);

  void drop();

 private:
  std::optional<IdleConnection> connection_;
};

}  // namespace deepalive::probes
