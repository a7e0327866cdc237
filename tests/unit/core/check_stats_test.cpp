#include "core/check_stats.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <numeric>
#include <thread>

namespace deepalive {
namespace {

using namespace std::chrono_literals;

std::size_t bucket_of(Duration duration) {
  DurationHistogram histogram;
  histogram.add(duration);
  const auto counts = histogram.counts();
  return static_cast<std::size_t>(std::ranges::find(counts, 1u) - counts.begin());
}

TEST(CheckStats, ADurationFallsIntoTheFirstBucketThatIsNotBelowIt) {
  EXPECT_EQ(bucket_of(0s), 0u);
  EXPECT_EQ(bucket_of(1ms), 0u) << "an upper bound belongs to its bucket";
  EXPECT_EQ(bucket_of(1ms + 1us), 1u);
  EXPECT_EQ(bucket_of(1s), 9u);
  EXPECT_EQ(bucket_of(10s), 12u);
  EXPECT_EQ(bucket_of(10s + 1ms), 13u) << "beyond the last bound";
  EXPECT_EQ(bucket_of(24h), 13u);
}

TEST(CheckStats, BucketBoundsRise) {
  EXPECT_EQ(std::ranges::adjacent_find(kDurationBuckets, std::ranges::greater_equal{}),
            kDurationBuckets.end());
}

TEST(CheckStats, TheSumIsInSeconds) {
  DurationHistogram histogram;
  histogram.add(250ms);
  histogram.add(2s);
  EXPECT_DOUBLE_EQ(histogram.sum_seconds(), 2.25);
}

TEST(CheckStats, CountsEveryOutcomeButOnlyFailsByReason) {
  CheckStats stats;
  stats.add({.outcome = Outcome::pass, .reason = Reason::ok});
  stats.add({.outcome = Outcome::pass, .degraded = true, .reason = Reason::slow});
  stats.add({.outcome = Outcome::fail, .reason = Reason::connect_refused});
  stats.add({.outcome = Outcome::fail, .reason = Reason::internal_error});
  stats.add({.outcome = Outcome::indeterminate, .reason = Reason::iis_timeout});
  EXPECT_EQ(stats.observations(Outcome::pass), 2u);
  EXPECT_EQ(stats.observations(Outcome::fail), 2u);
  EXPECT_EQ(stats.observations(Outcome::indeterminate), 1u);
  EXPECT_EQ(stats.failures(Reason::connect_refused), 1u);
  EXPECT_EQ(stats.failures(Reason::internal_error), 1u) << "the last of the list";
  EXPECT_EQ(stats.failures(Reason::slow), 0u);
  EXPECT_EQ(stats.failures(Reason::iis_timeout), 0u);
  const auto counts = stats.durations().counts();
  EXPECT_EQ(std::accumulate(counts.begin(), counts.end(), std::uint64_t{0}), 5u);
}

TEST(CheckStats, AReaderNeverSeesACountGoBack) {
  constexpr std::uint64_t kObservations = 20'000;
  CheckStats stats;
  std::thread writer([&stats] {
    for (std::uint64_t i = 0; i < kObservations; ++i) {
      stats.add({.outcome = Outcome::fail, .reason = Reason::slow, .duration = 1ms});
    }
  });
  std::uint64_t seen = 0;
  double sum = 0;
  bool went_back = false;
  while (seen < kObservations) {
    const auto now = stats.failures(Reason::slow);
    const double sum_now = stats.durations().sum_seconds();
    went_back |= now < seen || sum_now < sum;
    seen = now;
    sum = sum_now;
  }
  writer.join();
  EXPECT_FALSE(went_back);
  EXPECT_EQ(stats.durations().counts()[0], kObservations);
}

}  // namespace
}  // namespace deepalive
