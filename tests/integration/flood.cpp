#include "tests/integration/flood.h"

#include <sys/resource.h>

#include <algorithm>
#include <array>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <string>

namespace deepalive::testing {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using namespace std::chrono_literals;

constexpr std::size_t kSources = 64;
constexpr std::size_t kATick = 10;
constexpr auto kTick = 10ms;
constexpr auto kLife = 3s;

auto into(error_code& error) { return asio::redirect_error(asio::use_awaitable, error); }

// How many may be open at once: the endpoint's own end of each connection counts as well.
std::size_t open_at_once() {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
  ::getrlimit(RLIMIT_NOFILE, &limit);
  return std::clamp<std::size_t>(static_cast<std::size_t>(limit.rlim_cur) / 3, 100, 5000);
}

std::string words_of(std::size_t kind) {
  switch (kind) {
    case 1:
      return "GET /met";
    case 2:
      return "G";
    case 3:
      return "\x01\x02garbage\r\n\r\n";
    case 4:
      return std::string("\x16\x03\x01\x40\x00garbage", 12);
    case 5:
      return "GET / HTTP/1.1\r\nX: " + std::string(20'000, 'x');
    case 6: {
      std::string much;
      for (int i = 0; i < 3; ++i) much += "GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n";
      return much;
    }
    default:
      return "";
  }
}

}  // namespace

Flood::Flood(tcp::endpoint target, std::size_t clients) : target_(std::move(target)) {
  asio::co_spawn(context_, start_all(clients), asio::detached);
  thread_ = std::thread([this] {
    context_.run();
    over_ = true;
  });
}

Flood::~Flood() {
  context_.stop();
  thread_.join();
}

asio::awaitable<void> Flood::start_all(std::size_t clients) {
  const std::size_t most = open_at_once();
  asio::steady_timer tick(context_);
  error_code ignored;
  for (std::size_t number = 0; number < clients;) {
    for (std::size_t i = 0; i < kATick && number < clients && alive_ < most; ++i) {
      asio::co_spawn(context_, client(number++), asio::detached);
    }
    tick.expires_after(kTick);
    co_await tick.async_wait(into(ignored));
  }
}

asio::awaitable<void> Flood::client(std::size_t number) {
  ++alive_;
  const std::size_t kind = number % 7;
  tcp::socket socket(context_);
  error_code error;
  socket.open(tcp::v4());
  // Little room, so that what is not read is soon felt by who sends it.
  if (kind == 6) socket.set_option(asio::socket_base::receive_buffer_size(4096));
  const auto last = static_cast<unsigned char>(1 + number / 7 % kSources);
  socket.bind({asio::ip::address_v4({127, 0, 1, last}), 0}, error);
  if (!error) co_await socket.async_connect(target_, into(error));
  if (!error) {
    ++connected_;
    asio::steady_timer life(context_);
    life.expires_after(kLife);
    life.async_wait([&socket](error_code stopped) {
      error_code ignored;
      if (!stopped) socket.close(ignored);
    });
    const std::string words = words_of(kind);
    co_await asio::async_write(socket, asio::buffer(words), into(error));
    asio::steady_timer pause(context_);
    error_code ignored;
    while (kind == 2 && !error) {
      pause.expires_after(100ms);
      co_await pause.async_wait(into(ignored));
      co_await asio::async_write(socket, asio::buffer("E", 1), into(error));
    }
    if (kind == 6 && !error) co_await socket.async_wait(tcp::socket::wait_error, into(error));
    std::array<char, 4096> answer{};
    while (!error) co_await socket.async_read_some(asio::buffer(answer), into(error));
    if (life.cancel() > 0) ++cut_;
  }
  --alive_;
}

}  // namespace deepalive::testing
