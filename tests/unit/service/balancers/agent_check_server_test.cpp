#include "service/balancers/agent_check_server.h"

#include <gtest/gtest.h>

#include <boost/asio/post.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <future>
#include <thread>

#include "core/url.h"

namespace deepalive::service {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using namespace std::chrono_literals;

class AgentCheckEndpoint : public ::testing::Test {
 protected:
  void serve(AgentCheckLimits limits = {}) {
    std::promise<std::string> address;
    auto listening = address.get_future();
    server_ = std::make_unique<AgentCheckServer>(
        context_, std::vector<std::string>{"127.0.0.1:0"},
        [](std::string_view line) { return "you said '" + std::string(line) + "'\n"; },
        AgentCheckServer::Events{
            .listening = [&](const std::string& text) { address.set_value(text); }},
        limits);
    server_->start();
    thread_ = std::thread([this] { context_.run(); });
    const auto place = parse_host_port(listening.get());
    endpoint_ = {asio::ip::make_address(place->host), *place->port};
  }

  void TearDown() override {
    asio::post(context_, [this] { server_->stop(); });
    thread_.join();
  }

  tcp::socket connect(std::string_view text = "") {
    tcp::socket socket(client_);
    socket.connect(endpoint_);
    send(socket, text);
    return socket;
  }

  static void send(tcp::socket& socket, std::string_view text) {
    boost::system::error_code error;
    asio::write(socket, asio::buffer(text), error);
  }

  // All that the server sends until it closes.
  static std::string rest(tcp::socket& socket) {
    std::string response;
    boost::system::error_code error;
    asio::read(socket, asio::dynamic_buffer(response), error);
    return response;
  }

  std::string ask(std::string_view text) {
    auto socket = connect(text);
    return rest(socket);
  }

  asio::io_context context_{1};
  asio::io_context client_;
  std::unique_ptr<AgentCheckServer> server_;
  std::thread thread_;
  tcp::endpoint endpoint_;
};

// No test waits for this: an answer that comes at once does not come from a deadline.
constexpr AgentCheckLimits kPatient{.first_word = 1h, .exchange = 1h};

TEST_F(AgentCheckEndpoint, AnswersALineAtOnceAndCloses) {
  serve(kPatient);
  EXPECT_EQ(ask("shop\n"), "you said 'shop'\n");
  EXPECT_EQ(ask("shop?degraded=fail\r\n"), "you said 'shop?degraded=fail'\n");
}

TEST_F(AgentCheckEndpoint, TakesTheLineInPieces) {
  serve(kPatient);
  auto socket = connect("sh");
  send(socket, "op");
  send(socket, "\n");
  EXPECT_EQ(rest(socket), "you said 'shop'\n");
}

TEST_F(AgentCheckEndpoint, TakesTheEndOfTheConnectionForTheEndOfTheLine) {
  serve(kPatient);
  auto socket = connect("shop");
  socket.shutdown(tcp::socket::shutdown_send);
  EXPECT_EQ(rest(socket), "you said 'shop'\n");
}

TEST_F(AgentCheckEndpoint, AnswersOneWhoSaysNothing) {
  serve({.first_word = 20ms, .exchange = 1h});
  EXPECT_EQ(ask(""), "you said ''\n");
}

TEST_F(AgentCheckEndpoint, CutsOneWhoNeverEndsTheLine) {
  serve({.first_word = 1h, .exchange = 50ms});
  EXPECT_EQ(ask("shop"), "");
}

TEST_F(AgentCheckEndpoint, WaitsForTheRestOfALineThatHasBegun) {
  serve({.first_word = 20ms, .exchange = 100ms});
  std::promise<void> sent;
  asio::post(context_, [&sent] { sent.get_future().wait(); });  // it has begun when it is accepted
  auto socket = connect("sh");
  sent.set_value();
  EXPECT_EQ(rest(socket), "");  // and not an answer to nothing
}

TEST_F(AgentCheckEndpoint, RefusesALineThatIsTooLong) {
  serve({.line_bytes = 16, .first_word = 1h, .exchange = 1h});
  EXPECT_EQ(ask("0123456789abcde\n"), "you said '0123456789abcde'\n");
  EXPECT_EQ(ask("0123456789abcdef"), "line-too-long\n");
}

TEST_F(AgentCheckEndpoint, ClosesAConnectionOverTheCapAtOnce) {
  serve({.connections = 1, .first_word = 1h, .exchange = 1h});
  auto first = connect("sh");
  EXPECT_EQ(ask("shop\n"), "");
  send(first, "op\n");
  EXPECT_EQ(rest(first), "you said 'shop'\n");
}

TEST_F(AgentCheckEndpoint, EndsWithConnectionsOpen) {
  serve(kPatient);
  auto silent = connect();
  EXPECT_EQ(ask("shop\n"), "you said 'shop'\n");  // accepted after it
}

TEST(AgentCheckAddress, ThatCannotBeHadIsReportedAndTriedAgain) {
  asio::io_context context;
  tcp::acceptor holder(context, {asio::ip::make_address("127.0.0.1"), 0});
  const std::string address = "127.0.0.1:" + std::to_string(holder.local_endpoint().port());
  std::promise<std::string> failed;
  std::promise<std::string> listening;
  AgentCheckServer server(context, {address}, [](auto) { return ""; },
                          {.failed = [&](auto& where, auto&) { failed.set_value(where); },
                           .listening = [&](auto& where) { listening.set_value(where); }},
                          {.retry = 10ms});
  server.start();
  std::thread thread([&] { context.run(); });
  EXPECT_EQ(failed.get_future().get(), address);
  asio::post(context, [&] { holder.close(); });
  EXPECT_EQ(listening.get_future().get(), address);
  asio::post(context, [&] { server.stop(); });
  thread.join();
}

}  // namespace
}  // namespace deepalive::service
