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
#include <string>
#include <string_view>
#include <vector>

namespace deepalive::service {

struct AgentCheckLimits {
  std::size_t line_bytes = 128;
  std::size_t connections = 64;
  // HAProxy with no agent-send says nothing at all, and waits for the answer.
  std::chrono::milliseconds first_word{250};
  std::chrono::milliseconds exchange{2000};  // from the connection to the answer's last byte
  std::chrono::milliseconds retry{2000};     // between attempts to get an address that is taken
};

// Answers HAProxy's agent-check: one connection, at most one line in, one line out. All members are
// called on the io_context's one thread, or before it runs. An address that cannot be had is
// reported and tried again.
class AgentCheckServer {
 public:
  // From memory: what to say to this line, which has no end; empty when nothing was sent.
  using Handler = std::function<std::string(std::string_view line)>;

  // As HttpServer::Events.
  struct Events {
    std::function<void(const std::string&, const std::string&)> failed = [](auto&, auto&) {};
    std::function<void(const std::string&)> listening = [](auto&) {};
  };

  AgentCheckServer(boost::asio::io_context& context, std::vector<std::string> addresses,
                   Handler handler, Events events, AgentCheckLimits limits = {});

  void start();
  // Ends listening and all connections. The io_context then runs out of the server's work.
  void stop();

 private:
  struct Session;

  boost::asio::awaitable<void> listen(std::string address);
  boost::asio::awaitable<void> serve(std::shared_ptr<Session> session);

  boost::asio::io_context& context_;
  std::vector<std::string> addresses_;
  Handler handler_;
  Events events_;
  AgentCheckLimits limits_;
  bool stopping_ = false;
  std::list<boost::asio::steady_timer> waits_;
  std::list<boost::asio::ip::tcp::acceptor> acceptors_;
  std::list<std::weak_ptr<Session>> sessions_;
};

}  // namespace deepalive::service
