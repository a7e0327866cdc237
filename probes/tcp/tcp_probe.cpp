#include "probes/tcp/tcp_probe.h"

#include <boost/asio/this_coro.hpp>
#include <exception>
#include <sstream>
#include <utility>

#include "core/url.h"
#include "probes/http/clean_text.h"

namespace deepalive::probes {
namespace {

namespace asio = boost::asio;

Finding connected(const asio::ip::tcp::socket& socket) {
  boost::system::error_code gone;
  const auto endpoint = socket.remote_endpoint(gone);
  std::ostringstream text;
  text << "connected";
  if (!gone) text << " to " << endpoint;
  return {.outcome = Outcome::pass, .reason = Reason::ok, .detail = text.str()};
}

// A free function, so that a run holds what it needs and not the probe.
asio::awaitable<Observation> look(Peer peer, Duration timeout, Resolver& resolver, Clock clock) {
  const Instant start = clock();
  Finding finding;
  try {
    const auto executor = co_await asio::this_coro::executor;
    Connection connection(executor, clock, start, timeout);
    auto ending = co_await connection.resolve(resolver, peer);
    if (!ending) ending = co_await connection.connect(peer.port);
    finding = ending ? *std::move(ending) : connected(connection.socket());
    connection.hang_up(true);
  } catch (const std::exception& error) {
    finding =
        Finding::own_fault(std::string("the probe was given up: ") + clean_text(error.what()));
  }
  co_return observation_of(std::move(finding), start, clock());
}

}  // namespace

// An address that is none cannot come out of the configuration; it would be refused by every host.
TcpProbe::TcpProbe(const TcpTarget& target, Duration timeout, Resolver& resolver)
    : timeout_(timeout), resolver_(resolver) {
  if (auto place = parse_host_port(target.address)) {
    peer_ = Peer::of(std::move(place->host), place->port.value_or(0));
  }
}

asio::awaitable<Observation> TcpProbe::run(Clock clock) const {
  return look(peer_, timeout_, resolver_, std::move(clock));
}

}  // namespace deepalive::probes
