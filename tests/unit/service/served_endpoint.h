#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <memory>
#include <string>
#include <string_view>
#include <thread>

#include "service/http/http_server.h"

namespace deepalive::service {

// An endpoint on a free port of loopback with a thread of its own, that tells what it was asked
// for, and clients that block.
class ServedEndpoint {
 public:
  explicit ServedEndpoint(HttpLimits limits = {}, HttpAccess access = {}, HttpHandler handler = {});
  ~ServedEndpoint();

  const boost::asio::ip::tcp::endpoint& address() const { return address_; }
  boost::asio::ip::tcp::socket connect();
  static void send(boost::asio::ip::tcp::socket& socket, std::string_view text);
  // All that the server sends until it closes.
  static std::string rest(boost::asio::ip::tcp::socket& socket);
  // One request on a connection of its own, and all that is said to it.
  std::string exchange(std::string_view request);
  // GET / with these header lines ("A: b\r\n").
  std::string get(std::string_view header_lines = {});

 private:
  boost::asio::io_context context_{1};
  boost::asio::io_context client_;
  std::unique_ptr<HttpServer> server_;
  std::thread thread_;
  boost::asio::ip::tcp::endpoint address_;
};

}  // namespace deepalive::service
