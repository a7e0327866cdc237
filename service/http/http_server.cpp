#include "service/http/http_server.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <utility>

#include "service/net/listening.h"

namespace deepalive::service {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;
using boost::system::error_code;

auto into(error_code& error) { return asio::redirect_error(asio::use_awaitable, error); }

using Request = http::request<http::empty_body>;
using Response = http::response<http::span_body<const char>>;

std::string_view header(const Request& request, http::field name) {
  const auto value = request[name];
  return {value.data(), value.size()};
}

HttpRequest to_request(const Request& request) {
  return {.target = {request.target().data(), request.target().size()},
          .accept_encoding = header(request, http::field::accept_encoding),
          .if_none_match = header(request, http::field::if_none_match)};
}

// The reply outlives the response.
Response make_response(const HttpReply& reply, unsigned version, bool keep_alive) {
  Response response{static_cast<http::status>(reply.status), version};
  response.set(http::field::server, "DeepAlive");
  response.set(http::field::content_type, reply.content_type);
  response.set(http::field::cache_control, "no-store");
  response.set("X-Content-Type-Options", "nosniff");
  response.set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'");
  if (reply.status == 405) response.set(http::field::allow, "GET, HEAD");
  for (const auto& [name, value] : reply.headers) response.set(name, value);
  response.keep_alive(keep_alive);
  response.body() = {reply.content().data(), reply.content().size()};
  response.prepare_payload();
  return response;
}

HttpReply to_reply(const error_code& error) {
  if (error == http::error::header_limit || error == http::error::buffer_overflow) {
    return {.status = 431, .body = "The request header is larger than 8 KiB.\n"};
  }
  if (error == http::error::unexpected_body || error == http::error::body_limit) {
    return {.status = 413, .body = "A request to this endpoint has no body.\n"};
  }
  return {.status = 400, .body = "This is not an HTTP request: " + error.message() + ".\n"};
}

// Errors after which there is nobody to answer.
bool is_gone(const error_code& error) {
  return error == http::error::end_of_stream || error == asio::error::operation_aborted ||
         error == asio::error::connection_reset || error == asio::error::eof ||
         error == http::error::partial_message;
}

}  // namespace

// One connection. A deadline that passes cancels what is under way and leaves the socket open, so
// that the client can still be told why.
struct HttpServer::Session : std::enable_shared_from_this<Session> {
  explicit Session(tcp::socket connected)
      : socket(std::move(connected)), timer(socket.get_executor()) {}

  void expires_after(std::chrono::milliseconds time) {
    late = false;
    timer.expires_after(time);
    timer.async_wait([weak = weak_from_this()](error_code error) {
      const auto session = weak.lock();
      if (error || !session) return;
      session->late = true;
      error_code ignored;
      session->socket.cancel(ignored);
    });
  }

  void close() {
    error_code ignored;
    socket.close(ignored);
    timer.cancel();
  }

  tcp::socket socket;
  asio::steady_timer timer;
  bool late = false;
};

HttpServer::HttpServer(asio::io_context& context, std::vector<std::string> addresses,
                       HttpHandler handler, Events events, HttpLimits limits)
    : context_(context),
      addresses_(std::move(addresses)),
      handler_(std::move(handler)),
      events_(std::move(events)),
      limits_(limits) {}

void HttpServer::start() {
  for (const std::string& address : addresses_) {
    asio::co_spawn(context_, listen(address), asio::detached);
  }
}

void HttpServer::stop() {
  stopping_ = true;
  for (auto& retry : retries_) retry->cancel();
  error_code ignored;
  for (auto& acceptor : acceptors_) acceptor->close(ignored);
  for (auto& weak : sessions_) {
    if (const auto session = weak.lock()) session->close();
  }
}

asio::awaitable<void> HttpServer::listen(std::string address) {
  auto& acceptor = *acceptors_.emplace_back(std::make_unique<tcp::acceptor>(context_));
  auto& retry = *retries_.emplace_back(std::make_unique<asio::steady_timer>(context_));
  bool reported = false;
  while (!stopping_) {
    const error_code error = listen_on(acceptor, address);
    if (!error) break;
    if (!std::exchange(reported, true)) events_.failed(address, error.message());
    error_code ignored;
    retry.expires_after(limits_.retry);
    co_await retry.async_wait(into(ignored));
  }
  if (stopping_) co_return;
  events_.listening(local_address(acceptor));

  error_code error;
  while (!stopping_) {
    tcp::socket socket = co_await acceptor.async_accept(into(error));
    if (stopping_ || error == asio::error::operation_aborted) co_return;
    if (error) {  // out of descriptors, or the peer left already: wait a little instead of spinning
      retry.expires_after(std::chrono::milliseconds(50));
      co_await retry.async_wait(into(error));
      continue;
    }
    std::erase_if(sessions_, [](const auto& session) { return session.expired(); });
    if (sessions_.size() >= limits_.connections) continue;  // closes the socket
    auto session = std::make_shared<Session>(std::move(socket));
    sessions_.push_back(session);
    asio::co_spawn(context_, serve(std::move(session)), asio::detached);
  }
}

asio::awaitable<void> HttpServer::serve(std::shared_ptr<Session> session) {
  tcp::socket& socket = session->socket;
  beast::flat_buffer buffer(limits_.header_bytes + 1);
  bool keep_alive = true;
  for (bool first = true; keep_alive && !stopping_; first = false) {
    http::request_parser<http::empty_body> parser;
    parser.header_limit(static_cast<std::uint32_t>(limits_.header_bytes));
    session->expires_after(first ? limits_.request : limits_.idle);
    error_code error;
    co_await http::async_read(socket, buffer, parser, into(error));
    const bool too_slow = error && session->late;
    const bool silent = buffer.size() == 0 && !parser.got_some();
    if (stopping_ || (too_slow && silent && !first)) break;  // nothing was asked for again
    if (error && !too_slow && is_gone(error)) break;

    const auto& request = parser.get();
    const bool readable =
        request.method() == http::verb::get || request.method() == http::verb::head;
    keep_alive = !error && readable && request.keep_alive();
    const HttpReply reply =
        too_slow    ? HttpReply{.status = 408, .body = "The request took too long to arrive.\n"}
        : error     ? to_reply(error)
        : !readable ? HttpReply{.status = 405, .body = "Only GET and HEAD are answered here.\n"}
                    : handler_(to_request(request));
    Response response = make_response(reply, error ? 11 : request.version(), keep_alive);
    session->expires_after(limits_.write);
    if (!error && request.method() == http::verb::head) {
      http::response<http::empty_body> head{std::move(response.base())};
      co_await http::async_write(socket, head, into(error));
    } else {
      co_await http::async_write(socket, response, into(error));
    }
    if (error) break;
  }
  session->timer.cancel();
  error_code ignored;
  socket.shutdown(tcp::socket::shutdown_send, ignored);
}

}  // namespace deepalive::service
