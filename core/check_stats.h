#pragma once

#include <array>
#include <atomic>
#include <cstdint>

#include "core/observation.h"
#include "core/reason.h"

namespace deepalive {

// Upper bounds of the duration histogram's buckets, in seconds; +Inf follows.
inline constexpr std::array kDurationBuckets = {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1,
                                                0.25,  0.5,    1.0,   2.5,  5.0,   10.0};

// Counts that only rise. One writer; any number of readers, who never see a count go back.
class DurationHistogram {
 public:
  static constexpr std::size_t kBuckets = kDurationBuckets.size() + 1;

  void add(Duration duration);

  // Not cumulative: how many fell into each bucket, the last being +Inf.
  std::array<std::uint64_t, kBuckets> counts() const;
  double sum_seconds() const { return sum_.load(std::memory_order_relaxed); }

 private:
  std::array<std::atomic<std::uint64_t>, kBuckets> buckets_{};
  std::atomic<double> sum_{0};
};

// What has been seen of one check since the agent started. Kept outside the snapshot so that
// counting one observation copies nothing.
class CheckStats {
 public:
  void add(const Observation& observation);

  std::uint64_t observations(Outcome outcome) const;
  std::uint64_t failures(Reason reason) const;  // fails only, by their reason
  const DurationHistogram& durations() const { return durations_; }

 private:
  std::array<std::atomic<std::uint64_t>, 3> outcomes_{};
  std::array<std::atomic<std::uint64_t>, static_cast<std::size_t>(Reason::internal_error) + 1>
      failures_{};
  DurationHistogram durations_;
};

}  // namespace deepalive
