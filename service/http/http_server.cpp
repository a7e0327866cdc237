#include "service/http/http_server.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/host_name.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <optional>
#include <utility>

#include "service/http/security/bcrypt.h"
#include "service/net/listening.h"

namespace deepalive::service {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

constexpr int kAcceptsATurn = 16;

auto into(error_code& error) { return asio::redirect_error(asio::use_awaitable, error); }

std::string machine_name() {
  error_code error;
  std::string name = asio::ip::host_name(error);
  return error ? std::string() : name;
}

}  // namespace

HttpServer::HttpServer(asio::io_context& context, std::vector<std::string> addresses,
                       HttpHandler handler, Events events, HttpLimits limits, HttpAccess access)
    : context_(context),
      addresses_(std::move(addresses)),
      handler_(std::move(handler)),
      events_(std::move(events)),
      limits_(limits),
      access_(std::move(access)),
      hosts_(access_.allowed_hosts, machine_name()),
      passwords_(context, bcrypt_matches),
      connections_({.connections = limits.connections,
                    .of_a_source = limits.connections_of_a_source,
                    .reply_bytes = limits.reply_bytes}),
      parts_{.handler = handler_,
             .limits = limits_,
             .policy = access_.policy,
             .hosts = hosts_,
             .passwords = passwords_,
             .rate = rate_,
             .stopping = stopping_} {}

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
  connections_.close_all();
  passwords_.stop();
}

asio::awaitable<void> HttpServer::listen(std::string address) {
  auto& acceptor = *acceptors_.emplace_back(std::make_unique<tcp::acceptor>(context_));
  auto& retry = *retries_.emplace_back(std::make_unique<asio::steady_timer>(context_));
  bool reported = false;
  while (!stopping_ && !access_.policy()) {
    error_code ignored;
    retry.expires_after(limits_.retry);
    co_await retry.async_wait(into(ignored));
  }
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
  // In one turn of the io_context each of these lets one in: whoever asks much, and so has many
  // turns, does not keep those out who come.
  for (int i = 1; i < kAcceptsATurn; ++i) {
    asio::co_spawn(context_, accept(acceptor), asio::detached);
  }
  co_await accept(acceptor);
}

asio::awaitable<void> HttpServer::accept(tcp::acceptor& acceptor) {
  auto& pause = *retries_.emplace_back(std::make_unique<asio::steady_timer>(context_));
  while (!stopping_) {
    error_code error;
    tcp::socket socket = co_await acceptor.async_accept(into(error));
    if (stopping_ || error == asio::error::operation_aborted) co_return;
    if (!error) {
      serve(std::move(socket));
      continue;
    }
    // Out of descriptors, or the peer left already: wait a little instead of spinning.
    pause.expires_after(std::chrono::milliseconds(50));
    co_await pause.async_wait(into(error));
  }
}

void HttpServer::serve(tcp::socket socket) {
  auto session = std::make_shared<Session>(std::move(socket), parts_);
  auto place = connections_.admit(session->source(), [weak = std::weak_ptr(session)] {
    if (const auto evicted = weak.lock()) evicted->close();
  });
  if (!place) return;  // closes the socket
  session->take(std::move(place));
  asio::co_spawn(context_, Session::run(std::move(session)), asio::detached);
}

}  // namespace deepalive::service
