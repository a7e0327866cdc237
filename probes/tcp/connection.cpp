#include "probes/tcp/connection.h"

#include <algorithm>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <sstream>
#include <utility>

#include "core/units.h"
#include "probes/http/net_error.h"

namespace deepalive::probes {
namespace {

namespace asio = boost::asio;
using tcp = asio::ip::tcp;
using boost::system::error_code;

// A deadline that is noticed this much too late was missed by the agent, not by the peer.
constexpr Duration kTolerableLateness = std::chrono::milliseconds(500);

std::string text_of(const tcp::endpoint& endpoint) {
  std::ostringstream text;
  text << endpoint;
  return text.str();
}

}  // namespace

Peer Peer::of(std::string host, std::uint16_t port) {
  error_code is_a_name;
  const auto address = asio::ip::make_address(host, is_a_name);
  return {.host = std::move(host),
          .address = is_a_name ? std::nullopt : std::optional(address),
          .port = port};
}

Connection::Connection(const asio::any_io_executor& executor, const Clock& clock,
                       const Instant& start, Duration timeout)
    : clock_(clock),
      start_(start),
      timeout_(timeout),
      deadline_(std::chrono::steady_clock::now() + timeout - (clock().steady - start.steady)),
      timer_(executor),
      socket_(std::make_unique<tcp::socket>(executor)),
      link_(std::make_shared<Connection*>(this)) {}

asio::awaitable<Connection::Ending> Connection::resolve(Resolver& resolver, const Peer& peer,
                                                        IpVersion ip) {
  if (peer.address) {
    addresses_.push_back(*peer.address);
    co_return std::nullopt;
  }
  // The timer is what waits: the answer, which may come from any thread, cuts it short.
  timer_.expires_at(deadline_);
  const Resolver::Ticket ticket = resolver.resolve(
      peer.host,
      [weak = std::weak_ptr(link_), executor = timer_.get_executor()](const ResolveAnswer& answer) {
        asio::post(executor, [weak, answer] {
          const auto link = weak.lock();
          if (!link) return;
          (*link)->answer_ = answer;
          (*link)->timer_.cancel();
        });
      });
  error_code waited;
  co_await timer_.async_wait(asio::redirect_error(asio::use_awaitable, waited));
  if (!answer_) {
    if (waited) co_return own_fault(waited);
    on_timer();
    co_return timed_out(Reason::resolve_timeout,
                        "no answer from the name service for " + peer.host);
  }
  if (answer_->error && is_own_fault(answer_->error)) {
    co_return Finding::own_fault("too many names are being looked up already, " + peer.host +
                                 " was not");
  }
  if (answer_->error || answer_->addresses.empty()) {
    co_return Finding::fail(
        Reason::resolve_failed,
        peer.host + ": " + (answer_->error ? text_of(answer_->error) : std::string("no address")));
  }
  addresses_ = std::move(answer_->addresses);
  if (ip != IpVersion::any) {
    std::erase_if(addresses_,
                  [ip](const auto& address) { return address.is_v4() != (ip == IpVersion::v4); });
    if (addresses_.empty()) {
      co_return Finding::fail(
          Reason::resolve_failed,
          peer.host + ": no IPv" + (ip == IpVersion::v4 ? "4" : "6") + " address");
    }
  }
  co_return std::nullopt;
}

asio::awaitable<Connection::Ending> Connection::connect(std::uint16_t port) {
  Ending ending;
  peer_.reset();
  for (std::size_t i = 0; i < addresses_.size(); ++i) {
    const TimePoint now = std::chrono::steady_clock::now();
    const auto left = static_cast<Duration::rep>(addresses_.size() - i);
    // An address that does not answer must leave time for those behind it.
    close_at(left == 1 ? deadline_ : now + (deadline_ - now) / left);
    const tcp::endpoint endpoint(addresses_[i], port);
    error_code error;
    socket_->open(endpoint.protocol(), error);
    if (!error) {
      co_await socket_->async_connect(endpoint, asio::redirect_error(asio::use_awaitable, error));
    }
    if (!error && !timed_out_) {
      if (left > 1) close_at(deadline_);
      peer_ = endpoint;
      co_return std::nullopt;
    }
    Ending why;
    if (timed_out_) {
      why = timed_out(Reason::connect_timeout, "no connection to " + text_of(endpoint));
    } else if (is_own_fault(error)) {
      why = own_fault(error);
    } else {
      const Reason reason = error == asio::error::connection_refused ? Reason::connect_refused
                            : error == asio::error::timed_out        ? Reason::connect_timeout
                                                                     : Reason::connect_failed;
      why = Finding::fail(reason, text_of(endpoint) + ": " + text_of(error));
    }
    // What one address says about the peer outranks that another could not be tried.
    if (!ending || why->outcome == Outcome::fail) ending = std::move(why);
    error_code ignored;
    socket_->close(ignored);
    if (std::chrono::steady_clock::now() >= deadline_) break;
  }
  if (addresses_.size() > 1) {
    ending->detail += " (the last of " + std::to_string(addresses_.size()) + " addresses tried)";
  }
  co_return ending;
}

std::string Connection::peer_text() const { return peer_ ? text_of(*peer_) : ""; }

void Connection::close_at(TimePoint deadline) {
  timed_out_ = false;
  timer_.expires_at(deadline);
  timer_.async_wait([weak = std::weak_ptr(link_)](const error_code& cancelled) {
    if (cancelled) return;
    if (const auto link = weak.lock()) (*link)->on_timer();
  });
}

void Connection::on_timer() {
  // It may have expired just before it was set anew, or the socket given up.
  if (!socket_ || std::chrono::steady_clock::now() < timer_.expiry()) return;
  timed_out_ = true;
  const Duration late = clock_().steady - start_.steady - timeout_;
  agent_was_late_ = late > std::max(timeout_ / 2, kTolerableLateness);
  error_code ignored;
  socket_->close(ignored);
}

Connection::Ending Connection::timed_out(Reason reason, const std::string& waited_for) const {
  if (agent_was_late_) {
    return Finding::own_fault("the agent was too busy to see the answer before the deadline (" +
                              waited_for + ")");
  }
  return Finding::fail(reason, waited_for + " within " + format_duration(timeout_));
}

void Connection::hang_up(bool reset) {
  timer_.cancel();
  if (!socket_->is_open()) return;
  if (reset) return reset_close(*socket_);
  error_code ignored;
  socket_->close(ignored);
}

void Connection::take_over(std::unique_ptr<tcp::socket> socket, const tcp::endpoint& peer) {
  socket_ = std::move(socket);
  peer_ = peer;
  close_at(deadline_);
}

std::unique_ptr<tcp::socket> Connection::give_up() {
  timer_.cancel();
  return std::move(socket_);
}

void reset_close(tcp::socket& socket) {
  error_code ignored;
  socket.set_option(asio::socket_base::linger(true, 0), ignored);
  socket.close(ignored);
}

}  // namespace deepalive::probes
