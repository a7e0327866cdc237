#include "service/replay/comparison.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <vector>

namespace deepalive::service {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;

const WallTime kReplayed(1'700'000'000s);

Transition at(int second, Verdict before, Verdict after) {
  const bool alive = after != Verdict::unhealthy;
  return {.role = "shop",
          .time = {TimePoint(1s * second), kReplayed + 1s * second},
          .before = before,
          .after = after,
          .answers = {alive, alive}};
}
Transition dead(int second) { return at(second, Verdict::healthy, Verdict::unhealthy); }
Transition well(int second) { return at(second, Verdict::unhealthy, Verdict::healthy); }

std::vector<std::string> rows(const Comparison& comparison) {
  std::vector<std::string> texts;
  for (const ComparedRow& row : comparison.rows) {
    texts.push_back(std::string(row.happened ? "H" : "-") + (row.would_have ? "W" : "-"));
  }
  return texts;
}

TEST(Comparison, SetsTheSameSideBySideAndMarksWhatDiffers) {
  Replay::Outcome outcome{.happened = {dead(10), well(50), dead(100), well(200)},
                          .would_have = {dead(30), well(50), dead(100), well(200)},
                          .without_record = {}};
  outcome.would_have.back().time.wall += 400ms;  // the timer was late then
  const Comparison comparison = compare(outcome, kReplayed, kReplayed + 1h);
  EXPECT_THAT(rows(comparison), ElementsAre("H-", "-W", "HW", "HW", "HW"));
  EXPECT_EQ(comparison.happened.times, 2u);
  EXPECT_EQ(comparison.happened.length, 140s);
}

TEST(Comparison, CountsHowOftenAndHowLongIsAliveWouldHaveBeenFalse) {
  const Comparison comparison =
      compare({.happened = {dead(10), well(50), dead(100), well(110), dead(200)},
               .would_have = {dead(200)},
               .without_record = {}},
              kReplayed, kReplayed + 230s);
  EXPECT_EQ(summarize(comparison.happened, comparison.would_have),
            "IsAlive would have been false 1 time (30 s) instead of 3 times (80 s).");
}

TEST(Comparison, LeavesOutWhatNobodyNoticesAndWhatIsTooOld) {
  Transition other_reason = at(20, Verdict::unhealthy, Verdict::unhealthy);
  const Comparison comparison = compare(
      {.happened = {dead(10), other_reason, well(30)}, .would_have = {}, .without_record = {}},
      kReplayed + 15s, kReplayed + 1h);
  EXPECT_THAT(rows(comparison), ElementsAre("H-"));
}

}  // namespace
}  // namespace deepalive::service
