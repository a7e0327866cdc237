#include "core/condition.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "tests/unit/core/hand_driven_role.h"

namespace deepalive {
namespace {

using testing::HandDrivenRole;
using namespace std::chrono_literals;

void see(Condition& condition, std::string_view results, Thresholds thresholds = {},
         TimePoint time = TimePoint(1h)) {
  for (const char result : results) {
    Observation observation = HandDrivenRole::observation(result);
    observation.time.steady = time;
    condition.observe(observation, thresholds);
  }
}

// One letter for each result: u up, d down, . unknown; in capitals (or : for unknown) while a
// change is pending.
std::string states(std::string_view results, Thresholds thresholds) {
  Condition condition;
  std::string text;
  for (const char result : results) {
    see(condition, std::string_view(&result, 1), thresholds);
    const std::string_view letters = condition.pending() ? ":UD" : ".ud";
    text += letters[static_cast<std::size_t>(condition.state())];
  }
  return text;
}

TEST(Condition, FollowsTheStateTable) {
  struct Row {
    std::string_view rule;
    Thresholds thresholds;
    std::string_view results;
    std::string_view states;
  };
  const std::vector<Row> rows = {
      {"the first pass decides at once", {3, 2}, "P", "u"},
      {"the first pass decides at once, however high rise is", {3, 9}, "P", "u"},
      {"a first fail goes through fall", {3, 2}, "FFF", "::d"},
      {"a pass decides at once also after fails that decided nothing", {3, 2}, "FFP", "::u"},
      {"up turns down at the fall-th fail in a row", {3, 2}, "PFFF", "uUUd"},
      {"one pass forgets counted fails", {3, 2}, "PFFPFFPFFF", "uUUuUUuUUd"},
      {"down turns up at the rise-th pass in a row", {1, 3}, "FPPP", "dDDu"},
      {"one fail forgets counted passes", {1, 3}, "FPPFPPP", "dDDdDDu"},
      {"more of the same changes nothing", {2, 2}, "PPPPFFFFFPPPP", "uuuuUddddDuuu"},
      {"fall 1 turns at once", {1, 1}, "PFPF", "udud"},
      {"what could not look decides nothing", {1, 1}, "???", "..."},
      {"what could not look neither counts nor forgets fails", {3, 2}, "PF?F?F", "uUUUUd"},
      {"what could not look neither counts nor forgets passes", {1, 3}, "FP?P?P", "dDDDDu"},
      {"what could not look does not count towards a first decision", {2, 2}, "F????F", ":::::d"},
      {"a flapping check never turns", {2, 2}, "PFPFPFPF", "uUuUuUuU"},
  };
  for (const Row& row : rows)
    EXPECT_EQ(states(row.results, row.thresholds), row.states) << row.rule;
}

TEST(Condition, AFailPendingIsForgottenAfterOnePass) {
  Condition condition;
  see(condition, "PFF");
  EXPECT_TRUE(condition.pending_down());
  EXPECT_EQ(condition.streak(), 2u);
  see(condition, "P");
  EXPECT_FALSE(condition.pending_down());
  EXPECT_EQ(condition.streak(), 0u);
}

TEST(Condition, PassesThatAreCountedTowardsUpAreNoSuspicion) {
  Condition condition;
  see(condition, "FFFP");
  EXPECT_TRUE(condition.pending());
  EXPECT_FALSE(condition.pending_down());
}

TEST(Condition, TellsWhenItChanged) {
  Condition condition;
  const auto changes = [&](char result) {
    return condition.observe(HandDrivenRole::observation(result), {2, 2});
  };
  EXPECT_FALSE(changes('?'));
  EXPECT_TRUE(changes('P'));
  EXPECT_FALSE(changes('F'));
  EXPECT_TRUE(changes('F'));
  EXPECT_FALSE(changes('P'));
  EXPECT_TRUE(changes('P'));
  EXPECT_FALSE(changes('S'));
  EXPECT_TRUE(changes('S'));
}

TEST(Condition, NewThresholdsApplyToTheStreakThatIsKept) {
  Condition condition;
  see(condition, "PFF", {5, 2});
  EXPECT_EQ(condition.state(), ConditionState::up);
  see(condition, "F", {2, 2});
  EXPECT_EQ(condition.state(), ConditionState::down);
}

TEST(Condition, SlowPassesAreDebouncedLikeFails) {
  Condition condition;
  see(condition, "PSS");
  EXPECT_FALSE(condition.degraded());
  EXPECT_TRUE(condition.pending());
  see(condition, "S");
  EXPECT_TRUE(condition.degraded());
  EXPECT_FALSE(condition.pending());
  see(condition, "P");
  EXPECT_TRUE(condition.degraded());
  see(condition, "P");
  EXPECT_FALSE(condition.degraded());
}

TEST(Condition, ACheckThatIsSlowFromTheStartIsUpAtOnceAndDegradedAfterFall) {
  Condition condition;
  see(condition, "S");
  EXPECT_EQ(condition.state(), ConditionState::up);
  EXPECT_FALSE(condition.degraded());
  see(condition, "SS");
  EXPECT_TRUE(condition.degraded());
}

TEST(Condition, SlownessIsNoSuspicionThatItIsDown) {
  Condition condition;
  see(condition, "PS");
  EXPECT_TRUE(condition.pending());
  EXPECT_FALSE(condition.pending_down());
}

TEST(Condition, AFailSaysNothingAboutSlowness) {
  Condition condition;
  see(condition, "PSFSFS");
  EXPECT_TRUE(condition.degraded());
}

// Otherwise the check would run at fast_interval for as long as the outage lasts.
TEST(Condition, OneSlowPassBeforeAnOutageDoesNotLeaveItPending) {
  Condition condition;
  see(condition, "PSFFF");
  EXPECT_EQ(condition.state(), ConditionState::down);
  EXPECT_FALSE(condition.pending());
}

TEST(Condition, IsUnknownOnceItsEvidenceIsAsOldAsStaleAfter) {
  Condition condition;
  EXPECT_TRUE(condition.stale_at(TimePoint(1h), 30s)) << "nothing has been seen at all";
  see(condition, "P");
  EXPECT_EQ(condition.state_at(TimePoint(1h + 30s - 1ns), 30s), ConditionState::up);
  EXPECT_EQ(condition.state_at(TimePoint(1h + 30s), 30s), ConditionState::unknown);
  EXPECT_EQ(condition.state(), ConditionState::up) << "the debounced state outlives its age";
}

TEST(Condition, WhatCouldNotLookDoesNotMakeEvidenceYounger) {
  Condition condition;
  see(condition, "P", {}, TimePoint(1h));
  see(condition, "?", {}, TimePoint(1h + 20s));
  EXPECT_EQ(condition.evidence_time(), TimePoint(1h));
  EXPECT_TRUE(condition.stale_at(TimePoint(1h + 30s), 30s));
}

TEST(Condition, AFailIsEvidenceAndNoPass) {
  Condition condition;
  see(condition, "P", {}, TimePoint(1h));
  see(condition, "F", {}, TimePoint(2h));
  EXPECT_EQ(condition.evidence_time(), TimePoint(2h));
  EXPECT_EQ(condition.last_pass(), TimePoint(1h));
}

TEST(Condition, EveryStateAndOutcomeHasItsName) {
  EXPECT_EQ(to_name(ConditionState::unknown), "unknown");
  EXPECT_EQ(to_name(ConditionState::up), "up");
  EXPECT_EQ(to_name(ConditionState::down), "down");
  EXPECT_EQ(to_name(Outcome::pass), "pass");
  EXPECT_EQ(to_name(Outcome::fail), "fail");
  EXPECT_EQ(to_name(Outcome::indeterminate), "indeterminate");
}

}  // namespace
}  // namespace deepalive
