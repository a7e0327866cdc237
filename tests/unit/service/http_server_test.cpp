#include "service/http/http_server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/read.hpp>
#include <future>
#include <thread>

#include "tests/unit/service/served_endpoint.h"

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
  void serve(HttpLimits limits) { endpoint_ = std::make_unique<ServedEndpoint>(limits); }
  tcp::socket connect() { return endpoint_->connect(); }
  static std::string rest(tcp::socket& socket) { return ServedEndpoint::rest(socket); }
  static void send(tcp::socket& socket, std::string_view text) {
    ServedEndpoint::send(socket, text);
  }

  std::unique_ptr<ServedEndpoint> endpoint_;
};

TEST_F(Endpoint, AnswersSeveralRequestsOnOneConnection) {
  serve({});
  auto socket = connect();
  send(socket,
       "GET /one HTTP/1.1\r\nHost: localhost\r\n\r\nGET /two HTTP/1.1\r\nHost: "
       "localhost\r\nConnection: "
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

TEST_F(Endpoint, SaysNothingOfALengthWhenNothingHasChanged) {
  ServedEndpoint endpoint({}, {}, [](const HttpRequest& request) {
    if (request.if_none_match == "\"seen\"") return HttpReply{.status = 304};
    return HttpReply{.body = "you asked for " + std::string(request.target)};
  });
  const std::string answers = endpoint.exchange(
      "GET / HTTP/1.1\r\nHost: localhost\r\nIf-None-Match: \"seen\"\r\n\r\n"
      "GET /two HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
  EXPECT_THAT(answers, AllOf(StartsWith("HTTP/1.1 304"), HasSubstr("you asked for /two")));
  EXPECT_THAT(answers.substr(0, answers.find("\r\n\r\n")),
              ::testing::Not(HasSubstr("Content-Length")));
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
  send(socket, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
  EXPECT_THAT(rest(socket), AllOf(StartsWith("HTTP/1.1 200"), ::testing::Not(HasSubstr("408"))));
}

TEST_F(Endpoint, RefusesARequestWithABody) {
  serve({});
  auto socket = connect();
  send(socket, "GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhello");
  EXPECT_THAT(rest(socket), StartsWith("HTTP/1.1 413"));
}

TEST_F(Endpoint, AnswersTheOthersWhileAllButOneConnectionAreHeldBySilentClients) {
  serve({.connections = 8});
  std::vector<tcp::socket> silent;
  for (int i = 0; i < 7; ++i) silent.push_back(connect());
  auto socket = connect();
  send(socket, "GET /me HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
  EXPECT_THAT(rest(socket), HasSubstr("you asked for /me"));
}

TEST_F(Endpoint, ThatIsFullGivesTheNextThePlaceOfWhoeverWaitsLongest) {
  serve({.connections = 1});
  auto first = connect();
  send(first, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
  char byte = 0;
  asio::read(first, asio::buffer(&byte, 1));  // it has its answer, and is idle now
  auto second = connect();
  send(second, "GET /me HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
  EXPECT_THAT(rest(second), HasSubstr("you asked for /me"));
  EXPECT_THAT(rest(first), ::testing::Not(HasSubstr("HTTP/1.1 408")));
}

TEST_F(Endpoint, CutsAClientThatGoesOnAskingTooSlowly) {
  serve({.request = 50ms});
  auto socket = connect();
  send(socket, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\nGET /sec");
  EXPECT_THAT(rest(socket), AllOf(StartsWith("HTTP/1.1 200"), HasSubstr("HTTP/1.1 408")));
}

TEST_F(Endpoint, CutsAClientThatDoesNotTakeItsReply) {
  endpoint_ = std::make_unique<ServedEndpoint>(
      HttpLimits{.write = 50ms, .write_rate = std::size_t{64} << 20}, HttpAccess{},
      [](const HttpRequest&) {
        return HttpReply{.body = std::string(std::size_t{16} << 20, 'x')};
      });
  auto socket = connect();
  send(socket, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
  char byte = 0;
  asio::read(socket, asio::buffer(&byte, 1));
  std::this_thread::sleep_for(
      1s);  // twenty times the limit: what a slow reader is, on a busy machine too
  EXPECT_LT(rest(socket).size(), std::size_t{16} << 20);
}

TEST_F(Endpoint, TellsAClientWhoseHeaderIsTooLargeSoEvenIfItGoesOnSending) {
  serve({});
  auto socket = connect();
  send(socket, "GET / HTTP/1.1\r\nX: " + std::string(100'000, 'x'));
  EXPECT_THAT(rest(socket), StartsWith("HTTP/1.1 431"));
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
