#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "service/http/exchange.h"
#include "service/http/limits.h"
#include "service/http/security/connection_table.h"
#include "service/http/security/host_rule.h"
#include "service/http/security/password_check.h"
#include "service/http/security/rate_limiter.h"
#include "service/http/security/request_reader.h"
#include "service/http/security/web_policy.h"
#include "service/http/stream.h"

namespace deepalive::service {

// What all connections of an endpoint share; outlives the coroutines that use it.
struct SessionParts {
  const HttpHandler& handler;
  const HttpLimits& limits;
  const std::function<std::shared_ptr<const WebPolicy>()>& policy;  // never null once listening
  const HostRule& hosts;
  PasswordCheck& passwords;
  RateLimiter& rate;
  const bool& stopping;
};

// One connection. A deadline that passes cancels what is under way and leaves the socket open, so
// that the client can still be told why.
class Session : public std::enable_shared_from_this<Session> {
 public:
  Session(boost::asio::ip::tcp::socket socket, const SessionParts& parts);

  // Keeps itself alive until the connection has ended.
  static boost::asio::awaitable<void> run(std::shared_ptr<Session> self);

  // Before run().
  void take(std::unique_ptr<ConnectionTable::Place> place) { place_ = std::move(place); }
  const boost::asio::ip::address& source() const { return source_; }
  void close();

 private:
  enum class Read : std::uint8_t { request, refused, too_slow, gone };

  boost::asio::awaitable<bool> begin();
  boost::asio::awaitable<Read> read(RequestReader& reader, bool first);
  boost::asio::awaitable<HttpReply> answer(const RequestReader& reader);
  boost::asio::awaitable<bool> admit_user(const RequestReader& reader, const WebPolicy& policy,
                                          HttpReply& refusal);
  boost::asio::awaitable<bool> send(HttpReply reply, unsigned version, bool keep_alive,
                                    bool head_only);
  boost::asio::awaitable<void> linger();
  void expires_after(std::chrono::milliseconds time);

  const SessionParts parts_;
  HttpStream stream_;
  boost::asio::steady_timer timer_;
  bool late_ = false;
  boost::asio::ip::address source_;
  bool to_loopback_ = true;
  std::shared_ptr<const ServerTls> tls_;  // by which hands were shaken
  std::string received_;                  // and not taken yet
  std::unique_ptr<ConnectionTable::Place> place_;
};

}  // namespace deepalive::service
