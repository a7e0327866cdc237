#include "service/http/stream.h"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <utility>

namespace deepalive::service {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

constexpr std::size_t kReadAtOnce = 4096;
constexpr char kTlsHandshakeRecord = 0x16;

auto stream_result(error_code& error) { return asio::redirect_error(asio::use_awaitable, error); }

}  // namespace

asio::awaitable<HttpStream::Handshake> HttpStream::shake_hands(
    std::shared_ptr<const ServerTls> tls) {
  error_code error;
  // The head of a record: TLS takes it over below.
  std::array<char, 5> first{};
  const std::size_t size =
      co_await socket_.async_read_some(asio::buffer(first), stream_result(error));
  if (error || size == 0) co_return Handshake::failed;
  if (first[0] != kTlsHandshakeRecord) {
    const bool is_method = first[0] >= 'A' && first[0] <= 'Z';
    co_return is_method ? Handshake::plain_http : Handshake::failed;
  }
  tls_ = std::move(tls);
  encrypted_.emplace(socket_, tls_->context());
  co_await encrypted_->async_handshake(asio::ssl::stream_base::server, asio::buffer(first, size),
                                       stream_result(error));
  co_return error ? Handshake::failed : Handshake::done;
}

asio::awaitable<void> HttpStream::read_some(std::string& bytes, error_code& error) {
  const std::size_t before = bytes.size();
  bytes.resize(before + kReadAtOnce);
  const auto room = asio::buffer(bytes.data() + before, kReadAtOnce);
  std::size_t size = 0;
  if (encrypted_) {
    size = co_await encrypted_->async_read_some(room, stream_result(error));
  } else {
    size = co_await socket_.async_read_some(room, stream_result(error));
  }
  bytes.resize(before + size);
}

asio::awaitable<void> HttpStream::write(std::string_view head, std::string_view body,
                                        error_code& error) {
  const std::array<asio::const_buffer, 2> both = {asio::buffer(head), asio::buffer(body)};
  if (encrypted_) {
    co_await asio::async_write(*encrypted_, both, stream_result(error));
  } else {
    co_await asio::async_write(socket_, both, stream_result(error));
  }
}

asio::awaitable<void> HttpStream::finish() {
  error_code ignored;
  if (encrypted_) co_await encrypted_->async_shutdown(stream_result(ignored));
  socket_.shutdown(tcp::socket::shutdown_send, ignored);
}

}  // namespace deepalive::service
