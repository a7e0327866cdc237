#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/spec.h"
#include "core/time.h"
#include "probes/finding.h"
#include "probes/http/resolver.h"

namespace deepalive::probes {

// Where to connect to, prepared.
struct Peer {
  std::string host;
  std::optional<boost::asio::ip::address> address{};  // host, when it is a numeric address
  std::uint16_t port = 0;

  static Peer of(std::string host, std::uint16_t port);
};

// Closes at once and without a trace: a connection that we close first would hold a port for
// minutes, and a node probes itself thousands of times in that time.
void reset_close(boost::asio::ip::tcp::socket& socket);

// One attempt to reach a peer: look-up, then connection, all addresses tried; or a connection that
// is there already. Lives in the coroutine that runs it; all on its executor.
//
// The deadline is one timer that closes the socket beneath whatever waits for it, then and after
// connecting: an operation that fails while is_timed_out() knows why it was aborted.
class Connection {
 public:
  using Ending = std::optional<Finding>;  // null, or why it ends here

  // The deadline runs from `start`, which is now or was a while ago.
  Connection(const boost::asio::any_io_executor& executor, const Clock& clock, const Instant& start,
             Duration timeout);
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection() { timer_.cancel(); }

  // In this order, once each.
  boost::asio::awaitable<Ending> resolve(Resolver& resolver, const Peer& peer,
                                         IpVersion ip = IpVersion::any);
  boost::asio::awaitable<Ending> connect(std::uint16_t port);

  // Instead of both: goes on with one that give_up() gave, until the same deadline.
  void take_over(std::unique_ptr<boost::asio::ip::tcp::socket> socket,
                 const boost::asio::ip::tcp::endpoint& peer);
  // Leaves it open for whoever has it then. Nothing waits on it any more; ends this.
  std::unique_ptr<boost::asio::ip::tcp::socket> give_up();

  // Stays where it is, also when it is given up and taken over.
  boost::asio::ip::tcp::socket& socket() { return *socket_; }
  const std::optional<boost::asio::ip::tcp::endpoint>& peer() const { return peer_; }
  // "192.0.2.1:443", "[::1]:80": who took the connection; empty = nobody yet.
  std::string peer_text() const;
  bool is_timed_out() const { return timed_out_; }
  // A fail, unless the agent itself came too late to see.
  Ending timed_out(Reason reason, const std::string& waited_for) const;
  // Ends the connection, after which another one may be made; `reset`, at once and without a trace
  // (reset_close).
  void hang_up(bool reset);

 private:
  void close_at(TimePoint deadline);
  void on_timer();

  const Clock& clock_;
  const Instant start_;
  const Duration timeout_;
  const TimePoint deadline_;
  boost::asio::steady_timer timer_;
  std::unique_ptr<boost::asio::ip::tcp::socket> socket_;  // null: given up
  bool timed_out_ = false;
  bool agent_was_late_ = false;
  std::optional<ResolveAnswer> answer_;
  std::vector<boost::asio::ip::address> addresses_;
  std::optional<boost::asio::ip::tcp::endpoint> peer_;

  // What timers and look-ups hold of this, weakly: it may end before they do.
  const std::shared_ptr<Connection*> link_;
};

}  // namespace deepalive::probes
