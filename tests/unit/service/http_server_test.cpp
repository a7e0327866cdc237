#include "service/http/http_server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/ip/tcp.hpp>
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
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;
using namespace std::chrono_literals;

class Endpoint : public ::testing::Test {
 protected:
  void serve(HttpLimits limits) {
    std::promise<std::string> address;
    auto listening = address.get_future();
    server_ = std::make_unique<HttpServer>(
        context_, std::vector<std::string>{"127.0.0.1:0"},
        [](const HttpRequest& request) {
          return HttpReply{.body = "you asked for " + std::string(request.target)};
        },
        HttpServer::Events{.listening = [&](const std::string& text) { address.set_value(text); }},
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

  tcp::socket connect() {
    tcp::socket socket(client_);
    socket.connect(endpoint_);
    return socket;
  }

  // All that the server sends until it closes.
  static std::string rest(tcp::socket& socket) {
    std::string response;
    boost::system::error_code error;
    asio::read(socket, asio::dynamic_buffer(response), error);
    return response;
  }

  static void send(tcp::socket& socket, std::string_view text) {
    boost::system::error_code error;
    asio::write(socket, asio::buffer(text), error);
  }

  asio::io_context context_{1};
  asio::io_context client_;
  std::unique_ptr<HttpServer> server_;
  std::thread thread_;
  tcp::endpoint endpoint_;
};

TEST_F(Endpoint, AnswersSeveralRequestsOnOneConnection) {
  serve({});
  auto socket = connect();
  send(socket,
       "GET /one HTTP/1.1\r\nHost: x\r\n\r\nGET /two HTTP/1.1\r\nHost: x\r\nConnection: "
       "close\r\n\r\n");
  EXPECT_THAT(rest(socket),
              AllOf(HasSubstr("you asked for /one"), HasSubstr("you asked for /two")));
}

TEST_F(Endpoint, ClosesAfterAnHttp10Request) {
  serve({});
  auto socket = connect();
  send(socket, "GET / HTTP/1.0\r\n\r\n");
  EXPECT_THAT(rest(socket), StartsWith("HTTP/1.0 200"));
}

TEST_F(Endpoint, CutsAClientThatSaysNothing) {
  serve({.request = 50ms});
  auto socket = connect();
  EXPECT_THAT(rest(socket), StartsWith("HTTP/1.1 408"));
}

TEST_F(Endpoint, CutsAClientThatNeverEndsItsHeader) {
  serve({.request = 50ms});
  auto socket = connect();
  send(socket, "GET / HTTP/1.1\r\nHost:");
  EXPECT_THAT(rest(socket), StartsWith("HTTP/1.1 408"));
}

TEST_F(Endpoint, ClosesAnIdleConnectionWithoutAWord) {
  serve({.idle = 50ms});
  auto socket = connect();
  send(socket, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_THAT(rest(socket), AllOf(StartsWith("HTTP/1.1 200"), ::testing::Not(HasSubstr("408"))));
}

TEST_F(Endpoint, RefusesARequestWithABody) {
  serve({});
  auto socket = connect();
  send(socket, "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello");
  EXPECT_THAT(rest(socket), StartsWith("HTTP/1.1 413"));
}

TEST_F(Endpoint, AnswersTheOthersWhileAllButOneConnectionAreHeldBySilentClients) {
  serve({.connections = 8});
  std::vector<tcp::socket> silent;
  for (int i = 0; i < 7; ++i) silent.push_back(connect());
  auto socket = connect();
  send(socket, "GET /me HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  EXPECT_THAT(rest(socket), HasSubstr("you asked for /me"));
}

TEST_F(Endpoint, ClosesAConnectionOverTheCapAtOnce) {
  serve({.connections = 1});
  auto first = connect();
  send(first, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  char byte = 0;
  asio::read(first, asio::buffer(&byte, 1));  // it is being served
  auto second = connect();
  EXPECT_EQ(rest(second), "");
}

TEST(EndpointAddress, ThatCannotBeHadIsReportedAndTriedAgain) {
  asio::io_context context;
  tcp::acceptor holder(context, {asio::ip::make_address("127.0.0.1"), 0});
  const std::string address = "127.0.0.1:" + std::to_string(holder.local_endpoint().port());
  std::promise<std::string> failed;
  std::promise<std::string> listening;
  HttpServer server(context, {address}, [](auto&) { return HttpReply{}; },
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
