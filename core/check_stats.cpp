#include "core/check_stats.h"

#include <algorithm>

namespace deepalive {

void DurationHistogram::add(Duration duration) {
  const double seconds = to_seconds(duration);
  const auto bucket = static_cast<std::size_t>(std::ranges::lower_bound(kDurationBuckets, seconds) -
                                               kDurationBuckets.begin());
  buckets_[bucket].fetch_add(1, std::memory_order_relaxed);
  // There is one writer, so load and store need not be one step.
  sum_.store(sum_.load(std::memory_order_relaxed) + seconds, std::memory_order_relaxed);
}

std::array<std::uint64_t, DurationHistogram::kBuckets> DurationHistogram::counts() const {
  std::array<std::uint64_t, kBuckets> counts{};
  std::ranges::transform(buckets_, counts.begin(),
                         [](const auto& count) { return count.load(std::memory_order_relaxed); });
  return counts;
}

void CheckStats::add(const Observation& observation) {
  outcomes_[static_cast<std::size_t>(observation.outcome)].fetch_add(1, std::memory_order_relaxed);
  if (observation.outcome == Outcome::fail) {
    failures_[static_cast<std::size_t>(observation.reason)].fetch_add(1, std::memory_order_relaxed);
  }
  durations_.add(observation.duration);
}

std::uint64_t CheckStats::observations(Outcome outcome) const {
  return outcomes_[static_cast<std::size_t>(outcome)].load(std::memory_order_relaxed);
}

std::uint64_t CheckStats::failures(Reason reason) const {
  return failures_[static_cast<std::size_t>(reason)].load(std::memory_order_relaxed);
}

}  // namespace deepalive
