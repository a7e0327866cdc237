#include <winsock2.h>

#include <ws2tcpip.h>

#include <chrono>

#include "tests/standins/w3svc/http_face.h"
#include "tests/standins/world/world_actions.h"
#include "tests/windows/standins/standin_world.h"

namespace deepalive::standins::test {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

// Connects on construction; empty when refused.
class Client {
 public:
  explicit Client(std::uint32_t port) : socket_(::socket(AF_INET, SOCK_STREAM, IPPROTO_TCP)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(static_cast<u_short>(port));
    connected_ = connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0;
    error_ = connected_ ? 0 : WSAGetLastError();
  }
  ~Client() { closesocket(socket_); }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  bool connected() const { return connected_; }
  int error() const { return error_; }

  void ask(const std::string& request) {
    send(socket_, request.data(), static_cast<int>(request.size()), 0);
  }
  // Up to the end of the connection.
  std::string rest() {
    std::string all;
    char buffer[2048];
    int size = 0;
    while ((size = recv(socket_, buffer, sizeof(buffer), 0)) > 0) {
      all.append(buffer, static_cast<std::size_t>(size));
    }
    error_ = size < 0 ? WSAGetLastError() : 0;
    return all;
  }
  bool readable_within(milliseconds time) {
    WSAPOLLFD poll{socket_, POLLIN, 0};
    return WSAPoll(&poll, 1, static_cast<int>(time.count())) > 0;
  }

 private:
  SOCKET socket_;
  bool connected_ = false;
  int error_ = 0;
};

constexpr char kGet[] = "GET / HTTP/1.1\r\nHost: shop.example.com\r\nConnection: close\r\n\r\n";

class HttpSites : public StandinWorld {
 protected:
  HttpSites() {
    WSADATA data;
    WSAStartup(MAKEWORD(2, 2), &data);  // for the clients; the face has its own
    seed(
        "sites: {Shop: {id: 1, app_pools: [ShopPool, ApiPool]}}\n"
        "app_pools: {ShopPool: {}, ApiPool: {}}\n");
    face_.start();
  }

  ~HttpSites() override { WSACleanup(); }

  std::uint32_t port() {
    return world_->read([](const WorldState& s) { return s.sites[0].port; });
  }

  void answer(AnswerKind kind, std::uint32_t status = 200, std::uint32_t delay_ms = 0) {
    world_->write([=](WorldState& s) {
      s.sites[0].answer = {};
      s.sites[0].answer.kind = kind;
      s.sites[0].answer.status = status;
      s.sites[0].answer.delay_ms = delay_ms;
    });
  }

  std::string get(const std::string& request = kGet) {
    Client client(port());
    client.ask(request);
    return client.rest();
  }

  // The listener follows the state of the site.
  bool wait_for_listening(bool listening) {
    const auto deadline = steady_clock::now() + std::chrono::seconds(5);
    while (steady_clock::now() < deadline) {
      if (world_->read([](const WorldState& s) { return s.sites[0].listening != 0; }) ==
          listening) {
        return true;
      }
      SwitchToThread();
    }
    return false;
  }

  HttpFace face_{world_};
};

TEST_F(HttpSites, AStartedSiteAnswersAsIis) {
  const std::string all = get();
  EXPECT_TRUE(all.starts_with("HTTP/1.1 200 OK\r\n")) << all;
  EXPECT_NE(all.find("\r\nServer: Microsoft-IIS/10.0\r\n"), std::string::npos);
  EXPECT_TRUE(all.ends_with("\r\n\r\n{\"status\":\"ok\",\"site\":\"Shop\"}")) << all;
}

TEST_F(HttpSites, ARequestMakesAWorkerProcess) {
  const auto workers = [this] {
    return world_->read(
        [](const WorldState& s) { return find_pool(s, L"ShopPool")->worker_count; });
  };
  EXPECT_EQ(workers(), 0U);
  get();
  EXPECT_EQ(workers(), 1U);
}

TEST_F(HttpSites, AStoppedPoolIsAnsweredByHttpSysItself) {
  ASSERT_EQ(control_pool(*world_, L"ShopPool", Control::stop), hresult::kOk);
  const std::string all = get();
  EXPECT_TRUE(all.starts_with("HTTP/1.1 503 Service Unavailable\r\n")) << all;
  EXPECT_NE(all.find("\r\nServer: Microsoft-HTTPAPI/2.0\r\n"), std::string::npos);
  EXPECT_NE(all.find("<h2>Service Unavailable</h2>"), std::string::npos);
  // The other application has a pool of its own.
  EXPECT_TRUE(get("GET /app1/x HTTP/1.1\r\nConnection: close\r\n\r\n").starts_with("HTTP/1.1 200"));
}

TEST_F(HttpSites, AStoppedSiteRefusesConnectionsAndComesBackOnItsPort) {
  const std::uint32_t before = port();
  ASSERT_EQ(control_site(*world_, 1, Control::stop), hresult::kOk);
  ASSERT_TRUE(wait_for_listening(false));
  Client client(before);
  EXPECT_FALSE(client.connected());
  EXPECT_EQ(client.error(), WSAECONNREFUSED);
  ASSERT_EQ(control_site(*world_, 1, Control::start), hresult::kOk);
  ASSERT_TRUE(wait_for_listening(true));
  EXPECT_EQ(port(), before);
  EXPECT_TRUE(get().starts_with("HTTP/1.1 200"));
}

TEST_F(HttpSites, FailsWithTheStatusThatWasSet) {
  answer(AnswerKind::complete, 500);
  const std::string all = get();
  EXPECT_TRUE(all.starts_with("HTTP/1.1 500 Internal Server Error\r\n")) << all;
  EXPECT_NE(all.find("\r\nServer: Microsoft-IIS/10.0\r\n"), std::string::npos);
}

TEST_F(HttpSites, AnswersSlowly) {
  answer(AnswerKind::complete, 200, 80);
  const auto begin = steady_clock::now();
  EXPECT_TRUE(get().starts_with("HTTP/1.1 200"));
  EXPECT_GE(steady_clock::now() - begin, milliseconds(75));
}

TEST_F(HttpSites, HalfAnAnswerEndsInTheBody) {
  answer(AnswerKind::half);
  const std::string all = get();
  EXPECT_NE(all.find("Content-Length: 29\r\n"), std::string::npos) << all;
  EXPECT_EQ(all.size() - (all.find("\r\n\r\n") + 4), 14U) << all;
}

TEST_F(HttpSites, ASilentSiteTakesTheRequestAndSaysNothing) {
  answer(AnswerKind::silent);
  Client client(port());
  ASSERT_TRUE(client.connected());
  client.ask(kGet);
  while (world_->counters().requests == 0) SwitchToThread();
  EXPECT_FALSE(client.readable_within(milliseconds(100)));
  face_.stop();
  EXPECT_TRUE(client.readable_within(milliseconds(5000))) << "the stop ends the connection";
}

TEST_F(HttpSites, AResetIsSeenAsReset) {
  answer(AnswerKind::reset);
  Client client(port());
  client.ask(kGet);
  EXPECT_EQ(client.rest(), "");
  EXPECT_EQ(client.error(), WSAECONNRESET);
}

TEST_F(HttpSites, AConnectionServesManyRequests) {
  Client client(port());
  client.ask("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  client.ask("HEAD / HTTP/1.1\r\nHost: x\r\n\r\n");
  client.ask(kGet);
  const std::string all = client.rest();
  std::size_t answers = 0;
  for (std::size_t at = 0; (at = all.find("HTTP/1.1 200", at)) != std::string::npos; ++at)
    ++answers;
  EXPECT_EQ(answers, 3U) << all;
  EXPECT_EQ(world_->counters().requests, 3U);
}

TEST_F(HttpSites, ABadRequestIsRefusedByHttpSys) {
  for (const char* request : {"nonsense\r\n\r\n", "GET /\r\n\r\n", "GET / HTTP/9.9\r\n\r\n",
                              "GET / HTTP/1.1\r\nno colon\r\n\r\n",
                              "POST / HTTP/1.1\r\nContent-Length: 99999999\r\n\r\n"}) {
    EXPECT_TRUE(get(request).starts_with("HTTP/1.1 400 Bad Request\r\n")) << request;
  }
  EXPECT_TRUE(get(std::string(40000, 'a')).starts_with("HTTP/1.1 400"));
}

TEST_F(HttpSites, StoppingClosesEverything) {
  const std::uint32_t before = port();
  Client open(before);
  face_.stop();
  EXPECT_EQ(open.rest(), "");
  EXPECT_FALSE(Client(before).connected());
}

}  // namespace
}  // namespace deepalive::standins::test
