#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

#include "core/protocol.h"
#include "tests/integration/running_agent.h"
#include "tests/servers/fault_server.h"

// Maintenance, recycles and what a restart keeps, through the agent.
namespace deepalive::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

std::string iis(const std::string& workers) {
  return "sites:\n  Shop: {id: 1, state: started, app_pools: [ShopPool]}\n"
         "app_pools:\n  ShopPool: {state: started, worker_processes: [" +
         workers + "]}\n";
}

std::string shop(const FaultServer& server) {
  return "defaults: {interval: 50ms, fast_interval: 20ms, timeout: 500ms, fall: 3, rise: 2}\n"
         "roles:\n"
         "  shop:\n"
         "    sites: [Shop]\n"
         "    grace: 30s\n"
         "    checks:\n"
         "      - name: front\n"
         "        http: {url: \"" +
         server.url("/health") + "\"}\n";
}

class Shop : public ::testing::Test {
 protected:
  Shop() : server_(answers(200)), agent_(iis("1"), shop(server_)) {
    EXPECT_THAT(agent_.ask_until("ISALIVE shop", {"verdict=healthy"}), StartsWith("ALIVE"));
  }
  void expect_dead() {
    EXPECT_THAT(agent_.ask_until("ISALIVE shop", {"verdict=unhealthy"}), StartsWith("DEAD"));
  }

  FaultServer server_;
  RunningAgent agent_;
};

using InMaintenance = Shop;

TEST_F(InMaintenance, TheAnswerIsAliveAndWhatIsFoundIsShown) {
  EXPECT_THAT(agent_.ask("MAINTENANCE shop 600 new disks"), StartsWith("DONE"));
  server_.behave(answers(500));
  EXPECT_THAT(agent_.ask_until("STATUS shop", {"\"without_it\":{\"verdict\":\"unhealthy\""}),
              AllOf(HasSubstr("\"verdict\":\"maintenance\""), HasSubstr("new disks"),
                    HasSubstr("\"check\":\"front\"")));
  EXPECT_THAT(agent_.ask("ISALIVE shop"),
              AllOf(StartsWith("ALIVE verdict=maintenance"), HasSubstr("reason=in_maintenance")));
  EXPECT_THAT(agent_.ask("LOOKSALIVE shop"), StartsWith("ALIVE"));
  EXPECT_THAT(agent_.get("/health/shop"), StartsWith("HTTP/1.1 200"));
  EXPECT_THAT(agent_.get("/metrics"),
              AllOf(HasSubstr("deepalive_role_verdict{role=\"shop\",verdict=\"maintenance\"} 1\n"),
                    Not(HasSubstr("maintenance_end_timestamp_seconds{role=\"shop\"} 0\n"))));
  EXPECT_THAT(agent_.ask("MAINTENANCE shop end"), StartsWith("DONE"));
  expect_dead();
  EXPECT_THAT(agent_.get("/metrics"),
              HasSubstr("maintenance_end_timestamp_seconds{role=\"shop\"} 0\n"));
}

TEST_F(InMaintenance, ItEndsByItself) {
  server_.behave(answers(500));
  expect_dead();
  EXPECT_THAT(agent_.ask("MAINTENANCE shop 1 a moment"), StartsWith("DONE"));
  expect_dead();
  EXPECT_THAT(
      agent_.get("/metrics"),
      HasSubstr("deepalive_role_transitions_total{role=\"shop\",verdict=\"maintenance\"} 1\n"));
}

TEST_F(InMaintenance, ARestartDoesNotEndIt) {
  server_.behave(answers(500));
  EXPECT_THAT(agent_.ask("MAINTENANCE shop 600 new disks"), StartsWith("DONE"));
  agent_.restart();
  EXPECT_THAT(agent_.ask("ISALIVE shop"),
              AllOf(StartsWith("ALIVE verdict=maintenance"), HasSubstr("new disks")));
}

TEST_F(InMaintenance, BadRequestsAreRefusedAndChangeNothing) {
  for (const std::string line : {"MAINTENANCE shop", "MAINTENANCE shop 600", "MAINTENANCE shop 0 x",
                                 "MAINTENANCE shop soon x", "MAINTENANCE shop 2592001 x",
                                 "MAINTENANCE shop end now", "MAINTENANCE", "MAINTENANCE no end"}) {
    EXPECT_THAT(agent_.ask(line), StartsWith("ERROR ")) << line;
  }
  EXPECT_THAT(agent_.ask("ISALIVE shop"), HasSubstr("verdict=healthy"));
}

using Recycled = Shop;

TEST_F(Recycled, APoolWhoseNewWorkerFailsForAWhileIsInGrace) {
  agent_.set_iis(iis("1, 2"));
  const std::string workers = "deepalive_iis_worker_processes{app_pool=\"ShopPool\"} 2\n";
  EXPECT_THAT(agent_.get_until("/metrics", {workers}), HasSubstr(workers));
  server_.behave(answers(503));
  EXPECT_THAT(agent_.ask_until("ISALIVE shop", {"verdict=initializing"}),
              AllOf(StartsWith("ALIVE"), HasSubstr("ShopPool has a new worker")));
  server_.behave(answers(200));
  EXPECT_THAT(agent_.ask_until("ISALIVE shop", {"verdict=healthy"}), StartsWith("ALIVE"));
  server_.behave(answers(503));
  EXPECT_THAT(agent_.ask_until("ISALIVE shop", {"verdict=initializing"}), StartsWith("ALIVE"));
}

using Restarted = Shop;

TEST_F(Restarted, AGenerationIsNeverGivenTwice) {
  const auto generation = [this] {
    return protocol::parse_answer(agent_.ask("ISALIVE shop"))
        .value_or(protocol::Answer{})
        .generation;
  };
  const auto before = generation();
  agent_.restart();
  EXPECT_GT(generation(), before);
}

TEST_F(Restarted, WhatWasDownBeginsInGraceAndIsStillKnownToBeDown) {
  server_.behave(answers(500));
  expect_dead();
  server_.behave({.steps = {step::Hold{}}});
  agent_.restart();
  // The first look is still out; what is known is from before.
  EXPECT_THAT(agent_.ask("STATUS shop"),
              AllOf(HasSubstr("\"verdict\":\"initializing\""), HasSubstr("\"state\":\"down\"")));
}

}  // namespace
}  // namespace deepalive::testing
