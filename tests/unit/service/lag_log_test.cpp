#include <gtest/gtest.h>

#include "service/lag_meter.h"

namespace deepalive::service {
namespace {

using namespace std::chrono_literals;

TimePoint at(Duration since_start) { return TimePoint(1h) + since_start; }

TEST(LagLog, APunctualThreadWasNotHeldUp) {
  LagLog log;
  log.beat(at(0s), at(0s));
  log.beat(at(100ms), at(101ms));
  EXPECT_EQ(log.worst_since(at(0s), at(150ms)), 0s);
}

TEST(LagLog, TellsOfTheLongestDelayAfterTheBeginning) {
  LagLog log;
  log.beat(at(100ms), at(900ms));
  log.beat(at(1s), at(1300ms));
  EXPECT_EQ(log.worst_since(at(50ms), at(1300ms)), 800ms);
  EXPECT_EQ(log.worst_since(at(950ms), at(1300ms)), 300ms) << "the first was over by then";
  EXPECT_EQ(log.worst_since(at(700ms), at(1300ms)), 300ms) << "200 ms of the first fell into it";
}

TEST(LagLog, ABeatThatHasNotComeIsADelayAlready) {
  LagLog log;
  log.beat(at(0s), at(0s));
  EXPECT_EQ(log.worst_since(at(0s), at(2100ms)), 2s);
}

TEST(LagLog, ForgetsWhatNoLookCanReachBackTo) {
  LagLog log;
  log.beat(at(0s), at(5s));
  log.beat(at(20min), at(20min));
  EXPECT_EQ(log.worst_since(at(0s), at(20min)), 0s);
}

}  // namespace
}  // namespace deepalive::service
