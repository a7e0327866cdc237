#include "core/schedule.h"

#include <gtest/gtest.h>

namespace deepalive {
namespace {

using namespace std::chrono_literals;

constexpr TimePoint kStart{1h};
constexpr double kAlmostOne = 0.999999;
const Cadence kCadence{.interval = 10s, .fast_interval = 1s, .timeout = 3s};

TEST(Schedule, FirstLooksAreSpreadOverOneInterval) {
  EXPECT_EQ(first_due(kStart, kCadence, 0.0), kStart);
  EXPECT_EQ(first_due(kStart, kCadence, 0.25), kStart + 2500ms);
  EXPECT_LT(first_due(kStart, kCadence, kAlmostOne), kStart + 10s);
}

TEST(Schedule, CountsFromWhenTheLastLookWasDue) {
  EXPECT_EQ(next_due(kStart, kStart + 3s, false, kCadence, 0.0), kStart + 10s);
}

TEST(Schedule, JitterIsOnlyAddedAndAtMostItsShare) {
  for (const double random : {0.0, 0.1, 0.5, 0.9, kAlmostOne}) {
    const TimePoint due = next_due(kStart, kStart, false, kCadence, random);
    EXPECT_GE(due, kStart + 10s) << random;
    EXPECT_LT(due, kStart + 11s) << random;
  }
  EXPECT_EQ(next_due(kStart, kStart, false, kCadence, 0.5), kStart + 10500ms);
}

TEST(Schedule, APendingChangeIsLookedAtFastAndWithoutJitter) {
  EXPECT_EQ(next_due(kStart, kStart, true, kCadence, kAlmostOne), kStart + 1s);
}

TEST(Schedule, AFastIntervalThatIsLongerThanTheIntervalSlowsNothingDown) {
  const Cadence cadence{.interval = 2s, .fast_interval = 5s};
  EXPECT_EQ(next_due(kStart, kStart, true, cadence, kAlmostOne), kStart + 2s);
}

TEST(Schedule, ALookThatOutlastsTheIntervalIsFollowedAtOnce) {
  EXPECT_EQ(next_due(kStart, kStart + 12s, false, kCadence, 0.0), kStart + 12s);
  EXPECT_EQ(next_due(kStart, kStart + 3s, true, kCadence, 0.0), kStart + 3s);
}

TEST(Schedule, LostTurnsAreNotMadeUpFor) {
  const TimePoint woken = kStart + 8h;  // the machine slept
  const TimePoint first = next_due(kStart, woken, false, kCadence, 0.0);
  EXPECT_EQ(first, woken);
  EXPECT_EQ(next_due(first, first + 5ms, false, kCadence, 0.0), woken + 10s);
}

TEST(Schedule, ASlowLookDoesNotStretchTheInterval) {
  TimePoint due = kStart;
  for (int i = 0; i < 100; ++i) due = next_due(due, due + 9s, false, kCadence, 0.0);
  EXPECT_EQ(due, kStart + 1000s);
}

}  // namespace
}  // namespace deepalive
