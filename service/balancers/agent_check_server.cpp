#include "service/balancers/agent_check_server.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/streambuf.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <utility>

#include "service/net/listening.h"

namespace deepalive::service {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

constexpr std::string_view kTooLong = "line-too-long\n";

auto as_result(error_code& error) { return asio::redirect_error(asio::use_awaitable, error); }

}  // namespace

// One connection. Its first deadline only ends the wait for a line; the second ends it all.
struct AgentCheckServer::Session : std::enable_shared_from_this<Session> {
  Session(tcp::socket connected, std::size_t most)
      : socket(std::move(connected)),
        silence(socket.get_executor()),
        end(socket.get_executor()),
        received(most) {}

  void begin(const AgentCheckLimits& limits) {
    silence.expires_after(limits.first_word);
    silence.async_wait([weak = weak_from_this()](error_code error) {
      const auto session = weak.lock();
      if (error || !session || session->received.size() > 0) return;
      error_code ignored;
      session->socket.cancel(ignored);
    });
    end.expires_after(limits.exchange);
    end.async_wait([weak = weak_from_this()](error_code error) {
      if (const auto session = weak.lock(); session && !error) session->close();
    });
  }

  void close() {
    error_code ignored;
    socket.close(ignored);
    silence.cancel();
    end.cancel();
  }

  tcp::socket socket;
  asio::steady_timer silence;
  asio::steady_timer end;
  asio::streambuf received;
};

AgentCheckServer::AgentCheckServer(asio::io_context& context, std::vector<std::string> addresses,
                                   Handler handler, Events events, AgentCheckLimits limits)
    : context_(context),
      addresses_(std::move(addresses)),
      handler_(std::move(handler)),
      events_(std::move(events)),
      limits_(limits) {}

void AgentCheckServer::start() {
  for (const std::string& address : addresses_) {
    asio::co_spawn(context_, listen(address), asio::detached);
  }
}

void AgentCheckServer::stop() {
  stopping_ = true;
  for (auto& wait : waits_) wait.cancel();
  error_code ignored;
  for (auto& acceptor : acceptors_) acceptor.close(ignored);
  for (auto& weak : sessions_) {
    if (const auto session = weak.lock()) session->close();
  }
}

asio::awaitable<void> AgentCheckServer::listen(std::string address) {
  auto& acceptor = acceptors_.emplace_back(context_);
  auto& wait = waits_.emplace_back(context_);
  bool reported = false;
  while (!stopping_) {
    error_code error = listen_on(acceptor, address);
    if (!error) break;
    if (!std::exchange(reported, true)) events_.failed(address, error.message());
    wait.expires_after(limits_.retry);
    co_await wait.async_wait(as_result(error));
  }
  if (stopping_) co_return;
  events_.listening(local_address(acceptor));

  error_code error;
  while (!stopping_) {
    tcp::socket socket = co_await acceptor.async_accept(as_result(error));
    if (stopping_ || error == asio::error::operation_aborted) co_return;
    if (error) {  // out of descriptors, or the peer left already: wait a little instead of spinning
      wait.expires_after(std::chrono::milliseconds(50));
      co_await wait.async_wait(as_result(error));
      continue;
    }
    std::erase_if(sessions_, [](const auto& session) { return session.expired(); });
    if (sessions_.size() >= limits_.connections) continue;  // closes the socket
    auto session = std::make_shared<Session>(std::move(socket), limits_.line_bytes);
    sessions_.push_back(session);
    asio::co_spawn(context_, serve(std::move(session)), asio::detached);
  }
}

asio::awaitable<void> AgentCheckServer::serve(std::shared_ptr<Session> session) {
  session->begin(limits_);
  error_code error;
  const std::size_t length =
      co_await asio::async_read_until(session->socket, session->received, '\n', as_result(error));
  if (!session->socket.is_open()) co_return;  // too slow, or the agent ends

  std::string answer;
  if (error == asio::error::not_found) {
    answer = kTooLong;
  } else if (!error || error == asio::error::eof || error == asio::error::operation_aborted) {
    const auto bytes = session->received.data();
    std::string_view line(static_cast<const char*>(bytes.data()), bytes.size());
    if (!error) line = line.substr(0, length - 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    answer = handler_(line);
  }
  if (!answer.empty()) {
    co_await asio::async_write(session->socket, asio::buffer(answer), as_result(error));
  }
  session->close();
}

}  // namespace deepalive::service
