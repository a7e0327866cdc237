#pragma once

#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <cstddef>
#include <thread>

namespace deepalive::testing {

// Many bad clients of an endpoint on loopback, from 64 addresses, evenly over some seconds: that
// say nothing, half a line, a byte each 100 ms, garbage, garbage that looks like TLS, a huge
// header, or ask for much and read nothing. Each goes on until it is cut, or for three seconds.
class Flood {
 public:
  Flood(boost::asio::ip::tcp::endpoint target, std::size_t clients);
  ~Flood();

  bool is_over() const { return over_; }
  // That had a connection.
  std::size_t connected() const { return connected_; }
  // That the endpoint ended.
  std::size_t cut() const { return cut_; }

 private:
  boost::asio::awaitable<void> start_all(std::size_t clients);
  boost::asio::awaitable<void> client(std::size_t number);

  const boost::asio::ip::tcp::endpoint target_;
  boost::asio::io_context context_{1};
  std::atomic<std::size_t> connected_{0};
  std::atomic<std::size_t> cut_{0};
  std::size_t alive_ = 0;
  std::atomic<bool> over_{false};
  std::thread thread_;
};

}  // namespace deepalive::testing
