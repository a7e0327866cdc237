#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "service/http/exchange.h"
#include "service/http/limits.h"
#include "service/http/security/connection_table.h"
#include "service/http/security/host_rule.h"
#include "service/http/security/password_check.h"
#include "service/http/security/rate_limiter.h"
#include "service/http/security/web_policy.h"
#include "service/http/session.h"

namespace deepalive::service {

// Who may ask, beside what the network lets through.
struct HttpAccess {
  // From the endpoint's thread. Null: what was configured cannot be used (yet), so nothing is
  // listened on until it can.
  std::function<std::shared_ptr<const WebPolicy>()> policy = [] {
    static const auto kOpen = std::make_shared<const WebPolicy>();
    return kOpen;
  };
  std::vector<std::string> allowed_hosts{};  // agent.allowed_hosts
};

// The read-only HTTP endpoint: GET and HEAD, HTTP/1.0 and 1.1, keep-alive, by TLS and with
// passwords if its policy says so. All members are called on the io_context's one thread, or when
// it does not run. An address that cannot be had is reported and tried again, since the verdict
// must be answered on the pipe whether or not a port is free.
class HttpServer {
 public:
  // (address as configured, what happened): once when an address cannot be had, once when it is
  // listened on.
  struct Events {
    std::function<void(const std::string&, const std::string&)> failed = [](auto&, auto&) {};
    std::function<void(const std::string&)> listening = [](auto&) {};
  };

  HttpServer(boost::asio::io_context& context, std::vector<std::string> addresses,
             HttpHandler handler, Events events, HttpLimits limits = {}, HttpAccess access = {});

  void start();
  // Ends listening and all connections. The io_context then runs out of the server's work.
  void stop();

 private:
  boost::asio::awaitable<void> listen(std::string address);
  boost::asio::awaitable<void> accept(boost::asio::ip::tcp::acceptor& acceptor);
  void serve(boost::asio::ip::tcp::socket socket);

  boost::asio::io_context& context_;
  std::vector<std::string> addresses_;
  HttpHandler handler_;
  Events events_;
  const HttpLimits limits_;
  const HttpAccess access_;
  const HostRule hosts_;
  RateLimiter rate_;
  PasswordCheck passwords_;
  ConnectionTable connections_;
  bool stopping_ = false;
  const SessionParts parts_;
  std::vector<std::unique_ptr<boost::asio::steady_timer>> retries_;
  std::vector<std::unique_ptr<boost::asio::ip::tcp::acceptor>> acceptors_;
};

}  // namespace deepalive::service
