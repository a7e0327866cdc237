#pragma once

#include <algorithm>
#include <chrono>

namespace deepalive::standins {

// What one call took. A machine takes the processor from a thread whenever it likes, in the middle
// of a call as well; `own` leaves that time out where it can be told apart, and is what the callee
// is to answer for: the processor time, or all of it if the call waited for something of its own
// accord.
struct CallCost {
  std::chrono::nanoseconds took{0};
  std::chrono::nanoseconds own{0};
};

// Measures calls on the thread that makes it and calls `of`. Under Wine the thread is asked of
// Linux; on Windows `own` is `took`.
class CallMeter {
 public:
  template <typename Call>
  CallCost of(Call call) {
    const Usage before = usage();
    const auto begin = std::chrono::steady_clock::now();
    call();
    const std::chrono::nanoseconds took = std::chrono::steady_clock::now() - begin;
    const Usage after = usage();
    if (!known_ || after.waits != before.waits) return {took, took};
    return {took, std::min(took, after.processor - before.processor)};
  }

 private:
  struct Usage {
    std::chrono::nanoseconds processor{0};
    long waits = 0;  // voluntary context switches
  };
  Usage usage() const;
  static bool linux_below();

  const bool known_ = linux_below();
};

}  // namespace deepalive::standins
