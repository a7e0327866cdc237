#include "core/schedule.h"

#include <gtest/gtest.h>

namespace deepalive {
namespace {

using namespace std::chrono_literals;

constexpr TimePoint kBegin{1h};
constexpr double kAlmostOne = 0.999999;
const Cadence kCadence{.interval = 10s, .fast_interval = 1s, .timeout = 3s};

TEST(Schedule, FirstLooksAreSpreadOverOneInterval) {
  EXPECT_EQ(first_due(kBegin, kCadence, 0.0), kBegin);
  EXPECT_EQ(first_due(kBegin, kCadence, 0.25), kBegin + 2500ms);
  EXPECT_LT(first_due(kBegin, kCadence, kAlmostOne), kBegin + 10s);
}

TEST(Schedule, CountsFromWhenTheLastLookWasDue) {
  EXPECT_EQ(next_due(kBegin, kBegin + 3s, false, kCadence, 0.0), kBegin + 10s);
}

TEST(Schedule, JitterIsOnlyAddedAndAtMostItsShare) {
  for (const double random : {0.0, 0.1, 0.5, 0.9, kAlmostOne}) {
    const TimePoint due = next_due(kBegin, kBegin, false, kCadence, random);
    EXPECT_GE(due, kBegin + 10s) << random;
    EXPECT_LT(due, kBegin + 11s) << random;
  }
  EXPECT_EQ(next_due(kBegin, kBegin, false, kCadence, 0.5), kBegin + 10500ms);
}

TEST(Schedule, APendingChangeIsLookedAtFastAndWithoutJitter) {
  EXPECT_EQ(next_due(kBegin, kBegin, true, kCadence, kAlmostOne), kBegin + 1s);
}

TEST(Schedule, AFastIntervalThatIsLongerThanTheIntervalSlowsNothingDown) {
  const Cadence cadence{.interval = 2s, .fast_interval = 5s};
  EXPECT_EQ(next_due(kBegin, kBegin, true, cadence, kAlmostOne), kBegin + 2s);
}

TEST(Schedule, ALookThatOutlastsTheIntervalIsFollowedAtOnce) {
  EXPECT_EQ(next_due(kBegin, kBegin + 12s, false, kCadence, 0.0), kBegin + 12s);
  EXPECT_EQ(next_due(kBegin, kBegin + 3s, true, kCadence, 0.0), kBegin + 3s);
}

TEST(Schedule, LostTurnsAreNotMadeUpFor) {
  const TimePoint woken = kBegin + 8h;  // the machine slept
  const TimePoint first = next_due(kBegin, woken, false, kCadence, 0.0);
  EXPECT_EQ(first, woken);
  EXPECT_EQ(next_due(first, first + 5ms, false, kCadence, 0.0), woken + 10s);
}

TEST(Schedule, ASlowLookDoesNotStretchTheInterval) {
  TimePoint due = kBegin;
  for (int i = 0; i < 100; ++i) due = next_due(due, due + 9s, false, kCadence, 0.0);
  EXPECT_EQ(due, kBegin + 1000s);
}

}  // namespace
}  // namespace deepalive
