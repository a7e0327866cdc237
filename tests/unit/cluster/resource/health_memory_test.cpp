#include "cluster/resource/health_memory.h"

#include <gtest/gtest.h>

namespace deepalive::cluster {
namespace {

using namespace std::chrono_literals;

Settings settings(OnUnreachable policy) {
  Settings settings;
  settings.role = "shop";
  settings.on_unreachable = policy;
  settings.agent_timeout = 5s;
  settings.hold_time = 30s;
  return settings;
}

TEST(HealthMemory, IsAliveFromTheMomentItCameOnline) {
  HealthMemory memory;
  memory.begin(settings(OnUnreachable::dead), 100s);
  EXPECT_TRUE(memory.is_alive(100s));
  EXPECT_FALSE(memory.is_silent(104s));
}

TEST(HealthMemory, IsDeadAtOnceWhenTheAgentSaysSoAndStaysIt) {
  HealthMemory memory;
  memory.begin(settings(OnUnreachable::alive), 100s);
  memory.heard(true, 101s);
  memory.heard(false, 102s);
  EXPECT_FALSE(memory.is_alive(102s));
  memory.heard(true, 103s);  // the cluster has been signalled and will hear the same
  EXPECT_FALSE(memory.is_alive(103s));
  memory.begin(settings(OnUnreachable::alive), 110s);
  EXPECT_TRUE(memory.is_alive(110s));
}

TEST(HealthMemory, KeepsTheLastAnswerThroughTimeoutAndHold) {
  HealthMemory memory;
  memory.begin(settings(OnUnreachable::dead), 100s);
  memory.heard(true, 100s);
  EXPECT_FALSE(memory.is_silent(104999ms));
  EXPECT_TRUE(memory.is_silent(105s));
  EXPECT_TRUE(memory.is_alive(134999ms));
  EXPECT_FALSE(memory.is_alive(135s));
}

TEST(HealthMemory, ThenThePolicyDecides) {
  struct Row {
    OnUnreachable policy;
    bool w3svc_runs;
    bool alive;
  };
  for (const Row& row :
       {Row{OnUnreachable::alive, false, true}, Row{OnUnreachable::dead, true, false},
        Row{OnUnreachable::basic, true, true}, Row{OnUnreachable::basic, false, false}}) {
    HealthMemory memory;
    memory.begin(settings(row.policy), 100s);
    memory.basic_state(row.w3svc_runs);
    EXPECT_EQ(memory.is_alive(200s), row.alive) << static_cast<int>(row.policy);
  }
}

TEST(HealthMemory, AnAgentThatSpeaksAgainEndsTheSilence) {
  HealthMemory memory;
  memory.begin(settings(OnUnreachable::dead), 100s);
  memory.heard(true, 130s);
  EXPECT_FALSE(memory.is_silent(131s));
  EXPECT_TRUE(memory.is_alive(164s));
}

TEST(HealthMemory, SettlingMakesADecisionOfThePolicyStand) {
  HealthMemory memory;
  memory.begin(settings(OnUnreachable::dead), 100s);
  EXPECT_TRUE(memory.settle(120s));
  EXPECT_FALSE(memory.settle(135s));
  memory.heard(true, 136s);
  EXPECT_FALSE(memory.is_alive(136s));
}

}  // namespace
}  // namespace deepalive::cluster
