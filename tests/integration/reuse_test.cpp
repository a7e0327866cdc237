#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

#include "tests/integration/running_agent.h"
#include "tests/servers/fault_server.h"

namespace deepalive::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr const char* kShop = R"(
sites:
  Shop: {id: 1, state: stopped, app_pools: [ShopPool]}
app_pools:
  ShopPool: {state: stopped}
)";

// As many answers on one connection as anybody asks for in a test.
Behaviour keeps_open() {
  Behaviour behaviour;
  for (int i = 0; i < 2000; ++i) {
    if (i > 0) behaviour.steps.emplace_back(step::Read{});
    behaviour.steps.emplace_back(step::Send{http_response(200, "ok")});
  }
  return behaviour;
}

std::string shop_at(const FaultServer& server, const std::string& placement) {
  return "defaults: {interval: 100ms, fast_interval: 20ms, timeout: 5s, fall: 3, rise: 2}\n"
         "roles:\n"
         "  shop:\n"
         "    placement: " +
         placement +
         "\n"
         "    checks:\n"
         "      - {name: front, http: {url: \"" +
         server.url("/health") + "\", reuse_connection: true}}\n";
}

TEST(Reuse, AnAgentLooksAgainAndAgainOnOneConnectionAndSaysSo) {
  const FaultServer server(keeps_open());
  const RunningAgent agent(kShop, shop_at(server, "always"));
  EXPECT_THAT(agent.get_until("/api/v1/roles/shop", {"\"reused\":true"}),
              HasSubstr("\"reused\":true"));
  EXPECT_THAT(
      agent.get("/metrics"),
      AllOf(HasSubstr("deepalive_http_phase_duration_seconds{role=\"shop\",check=\"front\",phase="
                      "\"connect\"} 0\n"),
            HasSubstr("deepalive_check_up{role=\"shop\",check=\"front\",kind=\"http\"} 1\n")));
  EXPECT_EQ(server.connections(), 1U);
}

TEST(Reuse, ARoleThatGoesOfflineLeavesNoConnectionBehind) {
  const FaultServer server(keeps_open());
  const RunningAgent agent(kShop, shop_at(server, "cluster"));
  ASSERT_THAT(agent.converse("ONLINE shop 9", "DONE").back(), StartsWith("DONE"));
  ASSERT_THAT(agent.get_until("/api/v1/roles/shop", {"\"reused\":true"}),
              HasSubstr("\"reused\":true"));
  EXPECT_EQ(server.open_connections(), 1U);
  ASSERT_THAT(agent.converse("OFFLINE shop 9", "DONE").back(), StartsWith("DONE"));
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  while (server.open_connections() > 0 && std::chrono::steady_clock::now() < end) {
    agent.ask("PING");
  }
  EXPECT_EQ(server.open_connections(), 0U);
}

}  // namespace
}  // namespace deepalive::testing
