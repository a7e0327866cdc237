#include <gtest/gtest.h>

#include <atomic>
#include <random>
#include <thread>

#include "tests/windows/cluster/clustered_node.h"

// The resource DLL under load, beside an agent that is killed, frozen, started and reconfigured.
namespace deepalive::testing {
namespace {

using namespace std::chrono_literals;
using namespace standins;

class DllUnderLoad : public ::testing::Test {
 protected:
  DllUnderLoad() : node_(registry_, Link::dll, {.policy = "alive", .database_url = ""}) {}

  // Another resource of the same role, in a host of the test's own.
  static RhsOptions options() {
    RhsOptions options;
    options.dll = DEEPALIVE_PROGRAM_FOLDER L"\\deepalive_cluster.dll";
    options.type = L"DeepAlive IIS Role";
    options.own_copy = true;
    return options;
  }
  HKEY resource_key() const {
    const std::wstring pipe(node_.pipe().begin(), node_.pipe().end());
    const HKEY key = registry_.resource_key(L"load-" + pipe);
    registry_.set(key, L"Role", L"shop");
    registry_.set(key, L"Pipe", pipe);
    return key;
  }

  const ClusterRegistry registry_{CLUSAPI_FOLDER L"\\clusapi.dll"};
  ClusteredNode node_;
};

// Answers come from memory: an entry point has nothing to wait for. Of the longest call, the time
// in which the machine ran something else instead is not the DLL's: it is printed and not bounded.
TEST_F(DllUnderLoad, AnswersFromMemoryWhateverBecomesOfTheAgent) {
  ASSERT_TRUE(node_.comes_to_say("PING", "DONE"));
  RhsHost host(options());
  const HKEY key = resource_key();
  registry_.set(key, L"OnAgentUnreachable", L"alive");
  registry_.set(key, L"AgentTimeout", 2000u);
  {
    RhsResource resource(host, L"load", key);
    ASSERT_TRUE(resource.online().done);
    std::atomic<bool> ending{false};
    std::atomic<int> rounds{0};
    std::thread trouble([&] {
      for (int round = 0; !ending; rounds = ++round) {
        switch (round % 4) {
          case 0:
            node_.agent().kill();
            node_.agent().start();
            break;
          case 1:
            node_.comes_to_say("PING", "DONE");
            node_.agent().freeze();
            break;
          case 2:
            node_.agent().thaw();
            break;
          case 3:
            node_.set_iis("{Shop: " + std::string(ClusteredNode::kStarted) + "}",
                          "# " + std::to_string(round) + "\n");
            break;
        }
      }
    });
    std::size_t dead = 0;
    // 100,000 at least, and until each trouble has come four times.
    for (int batch = 0; batch < 100 || rounds < 16; ++batch) {
      dead += resource.looks_alive_many(500) + resource.is_alive_many(500);
    }
    ending = true;
    trouble.join();
    EXPECT_EQ(dead, 0u) << "the site is well and the policy is alive";
    for (const Entry entry : {Entry::looks_alive, Entry::is_alive}) {
      const CallTimes times = host.record().times(entry);
      EXPECT_GE(times.calls, 50'000u);
      EXPECT_LT(times.p99, 50us);
      EXPECT_LT(times.max_own, 1ms);
      std::printf(
          "%s: p50 %lld ns, p99 %lld ns, max %lld ns, of its own %lld ns\n", name_of(entry),
          static_cast<long long>(times.p50.count()), static_cast<long long>(times.p99.count()),
          static_cast<long long>(times.max.count()), static_cast<long long>(times.max_own.count()));
    }
    // After all that it still hears the agent.
    node_.agent().kill();
    node_.agent().start();
    ASSERT_TRUE(node_.comes_to_say("ISALIVE shop", "verdict=healthy")) << node_.ask("STATUS shop");
    node_.application().behave(answers(500));
    EXPECT_EQ(WaitForSingleObject(resource.failure_event(), 20'000), WAIT_OBJECT_0);
    EXPECT_FALSE(resource.is_alive());
  }
  registry_.close_key(key);
  EXPECT_TRUE(host.record().violations().empty())
      << ::testing::PrintToString(host.record().violations());
}

TEST_F(DllUnderLoad, GoesOnlineAndOfflineAndIsTerminatedAThousandTimes) {
  ASSERT_TRUE(node_.comes_to_say("PING", "DONE"));
  RhsHost host(options());
  const HKEY key = resource_key();
  {
    RhsResource resource(host, L"load", key);
    std::mt19937 random(1);
    std::size_t online = 0;
    for (int cycle = 0; cycle < 1000; ++cycle) {
      const bool cut_short = random() % 4 != 0;
      const auto after = std::chrono::microseconds(random() % 20'000);
      std::thread terminator([&] {
        if (!cut_short) return;
        std::this_thread::sleep_for(after);  // at a random moment: no state is waited for
        resource.terminate();
      });
      online += resource.online().done ? 1 : 0;
      terminator.join();
      if (random() % 2)
        resource.offline();
      else
        resource.terminate();
    }
    std::printf("%zu of 1000 came online\n", online);
    EXPECT_GT(online, 100u);
    ASSERT_TRUE(resource.online().done) << "and it still works";
    EXPECT_TRUE(resource.is_alive());
    EXPECT_TRUE(resource.offline().done);
  }
  registry_.close_key(key);
  EXPECT_TRUE(host.record().violations().empty())
      << ::testing::PrintToString(host.record().violations());
}

// From the response that is the third in a row to fail until the cluster is signalled: what the way
// from the probe to the event adds to fall x fast_interval.
TEST_F(DllUnderLoad, SignalsAFailureWithinAHundredMillisecondsOfTheDecidingProbe) {
  const auto resource = node_.dll();
  ASSERT_EQ(resource->bring_online(), "");
  ASSERT_TRUE(node_.comes_to_say("ISALIVE shop", "verdict=healthy"));
  std::chrono::steady_clock::duration worst{};
  for (int round = 0; round < 5; ++round) {
    const std::size_t before = node_.application().connections();
    node_.application().behave(answers(500));
    while (node_.application().connections() < before + 3) std::this_thread::yield();
    const auto decided = std::chrono::steady_clock::now();
    ASSERT_EQ(WaitForSingleObject(resource->failure_event(), 10'000), WAIT_OBJECT_0);
    worst = std::max(worst, std::chrono::steady_clock::now() - decided);
    EXPECT_FALSE(resource->is_alive());
    resource->terminate();
    node_.application().behave(answers(200));
    ASSERT_EQ(resource->bring_online(), "");
    ASSERT_TRUE(node_.comes_to_say("ISALIVE shop", "verdict=healthy"));
  }
  std::printf(
      "from the third failing response to the event: %lld ms at most\n",
      static_cast<long long>(std::chrono::duration_cast<std::chrono::milliseconds>(worst).count()));
  EXPECT_LT(worst, 100ms);
}

}  // namespace
}  // namespace deepalive::testing
