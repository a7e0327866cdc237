#pragma once

#include <atomic>

#include "core/check_stats.h"
#include "core/time.h"

namespace deepalive::service {

// How late looks begin. One writer, any number of readers.
class LookLag {
 public:
  void note(Duration late) {
    last_.store(to_seconds(late), std::memory_order_relaxed);
    all_.add(late);
  }

  double last_seconds() const { return last_.load(std::memory_order_relaxed); }
  const DurationHistogram& all() const { return all_; }

 private:
  std::atomic<double> last_{0};
  DurationHistogram all_;
};

}  // namespace deepalive::service
