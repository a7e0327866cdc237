#pragma once

#include <array>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "service/http/security/server_tls.h"

namespace deepalive::service {

// The bytes of one connection, by TLS or without. Operations are cancelled by closing or cancelling
// the socket. One thread uses it, one operation at a time.
class HttpStream {
 public:
  explicit HttpStream(boost::asio::ip::tcp::socket socket) : socket_(std::move(socket)) {}

  boost::asio::ip::tcp::socket& socket() { return socket_; }

  enum class Handshake : std::uint8_t { done, failed, plain_http };
  // Makes what follows TLS. plain_http: what came first is no TLS but looks like a request.
  boost::asio::awaitable<Handshake> shake_hands(std::shared_ptr<const ServerTls> tls);

  // Appends what there is, at least a byte and at most some KiB, or fails.
  boost::asio::awaitable<void> read_some(std::string& bytes, boost::system::error_code& error);
  boost::asio::awaitable<void> write(std::string_view head, std::string_view body,
                                     boost::system::error_code& error);
  // Says that nothing more will come.
  boost::asio::awaitable<void> finish();

 private:
  boost::asio::ip::tcp::socket socket_;
  std::shared_ptr<const ServerTls> tls_;
  std::optional<boost::asio::ssl::stream<boost::asio::ip::tcp::socket&>> encrypted_;
};

}  // namespace deepalive::service
