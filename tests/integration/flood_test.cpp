#include "tests/integration/flood.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <thread>
#include <vector>

#include "core/url.h"
#include "tests/bench/blocking_client.h"
#include "tests/integration/running_agent.h"

namespace deepalive::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using Microseconds = std::chrono::duration<double, std::micro>;

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kIsSanitized = true;
#else
constexpr bool kIsSanitized = false;
#endif
constexpr std::size_t kClients = kIsSanitized ? 1000 : 10'000;
constexpr double kBudget = 1000;  // microseconds: what an answer of the agent may take, p99

constexpr const char* kIis = R"(
services: {W3SVC: running}
sites: {}
app_pools: {}
)";
constexpr const char* kRoles = "roles: {shop: {placement: always, services: [W3SVC]}}\n";

// A thread that sends back what it is sent: what this machine needs for a question and an answer
// while it is as busy as it is.
class Echo {
 public:
  Echo() {
    ::socketpair(AF_UNIX, SOCK_STREAM, 0, ends_.data());
    thread_ = std::thread([end = ends_[1]] {
      char byte = 0;
      while (::read(end, &byte, 1) == 1 && ::write(end, &byte, 1) == 1) {
      }
    });
  }
  ~Echo() {
    ::shutdown(ends_[0], SHUT_RDWR);
    thread_.join();
    ::close(ends_[0]);
    ::close(ends_[1]);
  }
  void ask() {
    char byte = 'x';
    ASSERT_TRUE(::write(ends_[0], &byte, 1) == 1 && ::read(ends_[0], &byte, 1) == 1);
  }

 private:
  std::array<int, 2> ends_{};
  std::thread thread_;
};

double p99(std::vector<double> times) {
  std::ranges::sort(times);
  return times.at(times.size() * 99 / 100);
}

template <class Ask>
double time_of(Ask ask) {
  const auto begin = std::chrono::steady_clock::now();
  ask();
  return Microseconds(std::chrono::steady_clock::now() - begin).count();
}

TEST(Flood, OfBadHttpClientsNeitherDelaysPipeAnswersNorKeepsGoodClientsOut) {
  const RunningAgent agent(kIis, kRoles);
  const auto place = parse_host_port(agent.address());
  Flood flood({boost::asio::ip::make_address(place->host), *place->port}, kClients);
  const bench::BlockingClient pipe(agent.pipes().control());
  Echo echo;
  std::vector<double> answers;
  std::vector<double> echoes;
  std::vector<double> scrapes;
  while (!flood.is_over()) {
    for (int i = 0; i < 100; ++i) {
      // Each after a pause, as the cluster asks.
      std::this_thread::sleep_for(500us);
      answers.push_back(time_of([&] { pipe.ask("ISALIVE shop\n"); }));
      std::this_thread::sleep_for(500us);
      echoes.push_back(time_of([&] { echo.ask(); }));
    }
    std::string page;
    scrapes.push_back(time_of([&] { page = agent.get("/metrics"); }));
    ASSERT_THAT(page, HasSubstr("deepalive_build_info{")) << scrapes.size();
  }
  EXPECT_GT(flood.connected(), kClients * 99 / 100);
  EXPECT_GT(flood.cut(), kIsSanitized ? 0 : kClients / 2);
  EXPECT_GT(scrapes.size(), kIsSanitized ? 2u : 5u);
  RecordProperty("cut", static_cast<int>(flood.cut()));
  RecordProperty("scrapes", static_cast<int>(scrapes.size()));
  RecordProperty("slowest_scrape_milliseconds", static_cast<int>(std::ranges::max(scrapes) / 1000));
  RecordProperty("answers", static_cast<int>(answers.size()));
  RecordProperty("p99_microseconds", static_cast<int>(p99(answers)));
  RecordProperty("echo_p99_microseconds", static_cast<int>(p99(echoes)));
  // A machine that is slow by itself is no fault of the agent's.
  if (!kIsSanitized) {
    EXPECT_LT(std::ranges::max(scrapes), 5e6);
    EXPECT_LT(p99(answers), std::max(kBudget, 3 * p99(echoes)));
  }
}

}  // namespace
}  // namespace deepalive::testing
