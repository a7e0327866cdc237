#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstddef>
#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "service/http/exchange.h"

namespace deepalive::service {

// Limits of the endpoint: each reader has a size limit and each wait a deadline.
struct HttpLimits {
  std::size_t header_bytes = std::size_t{8} * 1024;
  std::size_t connections = 256;
  std::chrono::milliseconds request{
      5000};  // from the first wait until the request header is complete
  std::chrono::milliseconds idle{30000};  // the same for a further request on a kept connection
  std::chrono::milliseconds write{10000};
  std::chrono::milliseconds retry{2000};  // between attempts to get an address that is taken
};

// The read-only HTTP endpoint: GET and HEAD, HTTP/1.0 and 1.1, keep-alive. All members are called
// on the io_context's one thread, or before it runs. An address that cannot be had is reported and
// tried again, since the verdict must be answered on the pipe whether or not a port is free.
class HttpServer {
 public:
  // (address as configured, what happened): once when an address cannot be had, once when it is
  // listened on.
  struct Events {
    std::function<void(const std::string&, const std::string&)> failed = [](auto&, auto&) {};
    std::function<void(const std::string&)> listening = [](auto&) {};
  };

  HttpServer(boost::asio::io_context& context, std::vector<std::string> addresses,
             HttpHandler handler, Events events, HttpLimits limits = {});

  void start();
  // Ends listening and all connections. The io_context then runs out of the server's work.
  void stop();

 private:
  using Stream = boost::asio::ip::tcp::socket;
  struct Session;

  boost::asio::awaitable<void> listen(std::string address);
  boost::asio::awaitable<void> serve(std::shared_ptr<Session> session);

  boost::asio::io_context& context_;
  std::vector<std::string> addresses_;
  HttpHandler handler_;
  Events events_;
  HttpLimits limits_;
  bool stopping_ = false;
  std::vector<std::unique_ptr<boost::asio::steady_timer>> retries_;
  std::vector<std::unique_ptr<boost::asio::ip::tcp::acceptor>> acceptors_;
  std::list<std::weak_ptr<Session>> sessions_;
};

}  // namespace deepalive::service
