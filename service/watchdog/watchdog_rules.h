#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "service/process/process_info.h"

namespace deepalive::service {

// What the agent may take before its watchdog ends it. Times are counted in looks of the watchdog
// and not by a clock: a machine that slept, and a process that a debugger held, have not hung.
struct WatchdogLimits {
  // A thread that did not come round in so many looks hangs. Half of what the cluster's DLL bridges
  // (hold, 30 s), so that the next agent answers before that is over.
  unsigned silent_looks = 15;
  std::uint64_t resident_bytes = std::uint64_t{2} << 30;
  std::uint64_t open_handles = 50'000;
  // For so many looks in a row: a moment's burst is let pass.
  unsigned looks_over_limit = 10;
};

// Judges what the watchdog sees, look by look. Not thread-safe.
class WatchdogRules {
 public:
  explicit WatchdogRules(WatchdogLimits limits = {}) : limits_(limits) {}

  struct Thread {
    std::string name;         // "looking"
    bool came_round = false;  // since the look before
  };

  // Why the agent has to end, in words for people; empty = it may go on. A figure of `process` that
  // is 0 could not be read and is not judged. The threads are the same ones in each look.
  std::string look(const std::vector<Thread>& threads, const ProcessInfo& process);

 private:
  const WatchdogLimits limits_;
  std::vector<unsigned> silent_;  // looks, for each thread
  unsigned memory_over_ = 0;
  unsigned handles_over_ = 0;
};

}  // namespace deepalive::service
