#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <future>
#include <thread>

#include "service/state/state_file.h"
#include "tests/integration/running_agent.h"
#include "tests/servers/fault_server.h"

namespace deepalive::testing {
namespace {

using ::testing::AllOf;
using ::testing::AnyOf;
using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr const char* kStopped = R"(
sites:
  Shop: {id: 1, state: stopped, app_pools: [ShopPool]}
app_pools:
  ShopPool: {state: stopped}
)";

std::string shop(const FaultServer& server) {
  return "defaults: {interval: 100ms, fast_interval: 20ms, timeout: 500ms, fall: 3, rise: 2}\n"
         "roles:\n"
         "  shop:\n"
         "    sites: [Shop]\n"
         "    grace: 1s\n"
         "    stale_after: 3s\n"
         "    checks:\n"
         "      - name: front\n"
         "        http: {url: \"" +
         server.url("/health") + "\"}\n";
}

TEST(Placement, OnlineStartsWhatIsStoppedAndWaitsForTheFirstGoodLook) {
  const FaultServer server(answers(200));
  const RunningAgent agent(std::string(kStopped) + "services: {W3SVC: stopped, WAS: stopped}\n",
                           shop(server));
  const auto lines = agent.converse("ONLINE shop 9", "DONE");
  ASSERT_FALSE(lines.empty());
  EXPECT_THAT(lines.back(), AllOf(StartsWith("DONE"), HasSubstr("online, healthy")));
  EXPECT_THAT(agent.ask("ISALIVE shop"), StartsWith("ALIVE verdict=healthy"));
  // What is read next is what ONLINE has made of it.
  EXPECT_THAT(
      agent.get_until("/metrics", {"service_name=\"W3SVC\",state=\"running\"} 1\n",
                                   "app_pool=\"ShopPool\",state=\"started\"} 1\n"}),
      AllOf(HasSubstr("deepalive_service_state{service_name=\"W3SVC\",state=\"running\"} 1\n"),
            HasSubstr("deepalive_iis_app_pool_state{app_pool=\"ShopPool\",state=\"started\"} 1\n"),
            HasSubstr("deepalive_iis_site_state{site=\"Shop\",state=\"started\"} 1\n")));
}

TEST(Placement, OfflineStopsTheSiteAndTheRoleIsOnStandby) {
  const FaultServer server(answers(200));
  const RunningAgent agent(kStopped, shop(server));
  ASSERT_THAT(agent.converse("ONLINE shop 9", "DONE").back(), StartsWith("DONE"));
  ASSERT_THAT(agent.converse("OFFLINE shop 9", "DONE").back(), StartsWith("DONE"));
  EXPECT_THAT(agent.ask_until("ISALIVE shop", {"verdict=standby", "reason=ok"}),
              HasSubstr("ready to start here"));
  EXPECT_THAT(agent.get("/health/shop"), StartsWith("HTTP/1.1 503"));
  // A look that had begun before saw the site started; the next one does not.
  EXPECT_THAT(agent.get_until("/metrics", {"site=\"Shop\",state=\"stopped\"} 1\n"}),
              AllOf(HasSubstr("deepalive_role_standby_ready{role=\"shop\"} 1\n"),
                    HasSubstr("deepalive_iis_site_state{site=\"Shop\",state=\"stopped\"} 1\n"),
                    HasSubstr("deepalive_role_alive{role=\"shop\",question=\"is_alive\"} 1\n")));
}

TEST(Placement, OnlineThatCannotSucceedSaysWhyAtOnce) {
  const FaultServer server(answers(200));
  struct Row {
    std::string iis;
    std::string reason;
  };
  for (const Row& row :
       {Row{"sites: {}\n", "site_missing"},
        Row{std::string(kStopped) + "services: {W3SVC: disabled}\n", "service_disabled"},
        Row{"sites: {Shop: {id: 1, state: stopped, start: refused, app_pools: [ShopPool]}}\n"
            "app_pools: {ShopPool: {state: started}}\n",
            "start_refused"}}) {
    const RunningAgent agent(row.iis, shop(server));
    EXPECT_THAT(agent.converse("ONLINE shop 9", "FAILED").back(),
                AllOf(StartsWith("FAILED"), HasSubstr("reason=\"" + row.reason + "\"")));
  }
}

TEST(Placement, OnlineFailsWhenTheSiteStartsAndTheApplicationAnswers500) {
  const FaultServer server(answers(500));
  const RunningAgent agent(kStopped, shop(server));
  EXPECT_THAT(agent.converse("ONLINE shop 9", "FAILED").back(),
              AllOf(StartsWith("FAILED"), HasSubstr("status_unexpected")));
}

TEST(Placement, OnlineThatHangsInIisEndsAtItsDeadline) {
  const FaultServer server(answers(200));
  const RunningAgent agent(std::string(kStopped) + "faults: {hang: 60s}\n", shop(server));
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_THAT(agent.converse("ONLINE shop 2", "FAILED").back(),
              AllOf(StartsWith("FAILED"), HasSubstr("transition_timeout")));
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(6));
  EXPECT_THAT(agent.ask("PING"), StartsWith("DONE"));
}

TEST(Placement, TerminateAnswersAtOnceAndEndsAnOnlineThatIsUnderWay) {
  const FaultServer server(answers(200));
  const RunningAgent agent(std::string(kStopped) + "faults: {error: \"0x80070425\"}\n",
                           shop(server));
  std::vector<std::string> online;
  std::promise<void> under_way;
  std::thread cluster([&] {
    agent.converse_while("ONLINE shop 9", [&](const std::string& line) {
      if (online.empty()) under_way.set_value();
      online.push_back(line);
      return line.starts_with("PENDING");
    });
  });
  under_way.get_future().wait();
  EXPECT_THAT(agent.ask("TERMINATE shop"), StartsWith("DONE"));
  cluster.join();
  EXPECT_THAT(online.back(), AllOf(StartsWith("FAILED"), HasSubstr("newer request")));
  EXPECT_THAT(agent.ask("ISALIVE shop"), HasSubstr("verdict=standby"));
}

TEST(Placement, AnOnlineThatTerminateOvertookDoesNotPutTheRoleBack) {
  const FaultServer server(answers(200));
  // Each call into IIS takes a while, so that TERMINATE comes during the last one.
  const RunningAgent agent(std::string(kStopped) + "faults: {hang: 150ms}\n", shop(server));
  std::vector<std::string> online;
  std::promise<void> last_step;
  std::thread cluster([&] {
    agent.converse_while("ONLINE shop 9", [&](const std::string& line) {
      if (line.find("starting site") != line.npos) last_step.set_value();
      online.push_back(line);
      return line.starts_with("PENDING");
    });
  });
  last_step.get_future().wait();
  EXPECT_THAT(agent.ask("TERMINATE shop"), StartsWith("DONE"));
  cluster.join();
  EXPECT_THAT(online.back(), AllOf(StartsWith("FAILED"), HasSubstr("newer request")));
  EXPECT_THAT(agent.ask("ISALIVE shop"), HasSubstr("verdict=standby"));
}

TEST(Placement, IsKeptOverARestart) {
  const FaultServer server(answers(200));
  RunningAgent agent(kStopped, shop(server));
  ASSERT_THAT(agent.converse("OFFLINE shop 9", "DONE").back(), StartsWith("DONE"));
  agent.restart();
  EXPECT_THAT(agent.ask("ISALIVE shop"), HasSubstr("verdict=standby"));
}

TEST(Placement, ADamagedStateFileIsSetAsideAndStopsNothing) {
  const FaultServer server(answers(200));
  RunningAgent agent(kStopped, shop(server));
  ASSERT_THAT(agent.converse("OFFLINE shop 9", "DONE").back(), StartsWith("DONE"));
  agent.restart([&agent] {
    std::ofstream(agent.folder() / "state.json") << "{\"version\": 2, \"roles\": {\"sh";
  });
  EXPECT_THAT(agent.ask("ISALIVE shop"), Not(HasSubstr("verdict=standby")));
  EXPECT_TRUE(std::filesystem::exists(agent.folder() / "state.json.damaged"));
}

TEST(Placement, AClaimOfTheResourceIsBelieved) {
  const FaultServer server(answers(200));
  const RunningAgent agent(
      "sites: {Shop: {id: 1, state: started, app_pools: [ShopPool]}}\n"
      "app_pools: {ShopPool: {state: started}}\n",
      shop(server));
  agent.converse("WATCH shop standby", "verdict=standby");
  EXPECT_THAT(agent.ask_until("LOOKSALIVE shop", {"verdict=standby"}), StartsWith("ALIVE"));
  EXPECT_THAT(agent.ask("LOOKSALIVE shop active"), StartsWith("ALIVE"));
  EXPECT_THAT(agent.ask_until("ISALIVE shop", {"verdict=healthy"}), StartsWith("ALIVE"));
}

TEST(Placement, ARoleWithoutAClusterIsNotMoved) {
  const FaultServer server(answers(200));
  std::string yaml = shop(server);
  yaml.replace(yaml.find("    grace"), 0, "    placement: always\n");
  const RunningAgent agent(kStopped, yaml);
  EXPECT_THAT(agent.ask("ONLINE shop"), StartsWith("ERROR not-clustered"));
}

TEST(Watch, TellsAtOnceThenEachChangeAndOtherwiseEverySecond) {
  FaultServer server(answers(200));
  const RunningAgent agent(
      "sites: {Shop: {id: 1, state: started, app_pools: [ShopPool]}}\n"
      "app_pools: {ShopPool: {state: started}}\n",
      shop(server));
  agent.ask_until("ISALIVE shop", {"verdict=healthy"});
  std::vector<std::string> lines;
  std::thread watcher([&] { lines = agent.converse("WATCH shop", "DEAD verdict=unhealthy"); });
  server.behave(answers(500));
  watcher.join();
  ASSERT_GE(lines.size(), 2u);
  EXPECT_THAT(lines, Each(AnyOf(StartsWith("ALIVE verdict="), StartsWith("DEAD verdict="))));
  EXPECT_THAT(lines.back(), StartsWith("DEAD verdict=unhealthy"));
}

TEST(Watch, ALineComesEverySecondAlsoWithoutNews) {
  const FaultServer server(answers(200));
  const RunningAgent agent(
      "sites: {Shop: {id: 1, state: started, app_pools: [ShopPool]}}\n"
      "app_pools: {ShopPool: {state: started}}\n",
      shop(server));
  agent.ask_until("ISALIVE shop", {"verdict=healthy"});
  std::vector<std::chrono::steady_clock::time_point> times;
  agent.converse_while("WATCH shop", [&](const std::string&) {
    times.push_back(std::chrono::steady_clock::now());
    return times.size() < 3;
  });
  ASSERT_EQ(times.size(), 3u);
  for (std::size_t i = 1; i < times.size(); ++i) {
    EXPECT_LT(times[i] - times[i - 1], std::chrono::milliseconds(1500)) << i;
  }
  EXPECT_GT(times[2] - times[0], std::chrono::milliseconds(1500)) << "not a flood";
}

TEST(Watch, NamesTheRoleThatIsNotConfigured) {
  const FaultServer server(answers(200));
  const RunningAgent agent(kStopped, shop(server));
  EXPECT_THAT(agent.ask("WATCH shoe"), StartsWith("ERROR unknown-role"));
}

}  // namespace
}  // namespace deepalive::testing
