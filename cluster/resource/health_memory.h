#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>

#include "cluster/resource/settings.h"

namespace deepalive::cluster {

// A time that only goes forward, in milliseconds; from a clock that stands still while the machine
// sleeps, so that waking up is no silence of the agent.
using Milliseconds = std::chrono::milliseconds;

// What LooksAlive and IsAlive answer from: the last word of the agent, and how old it is. One
// thread writes; any number read, and never wait. A resource that has been dead once since it came
// online stays dead: the cluster asks after it was signalled, and must hear the same.
class HealthMemory {
 public:
  // The resource came online: alive until told otherwise. The settings hold until the next time.
  void begin(const Settings& settings, Milliseconds now);
  // The agent said something.
  void heard(bool alive, Milliseconds now);
  // What the service control manager says of W3SVC.
  void basic_state(bool running) { basic_.store(running, std::memory_order_relaxed); }

  // The agent has said nothing for agent_timeout.
  bool is_silent(Milliseconds now) const;
  bool is_alive(Milliseconds now) const;
  // is_alive(), and false for good if it is false.
  bool settle(Milliseconds now);

 private:
  std::atomic<bool> dead_{false};
  std::atomic<bool> basic_{true};
  std::atomic<std::int64_t> heard_{0};
  std::atomic<std::int64_t> agent_timeout_{0};
  std::atomic<std::int64_t> hold_time_{0};
  std::atomic<OnUnreachable> policy_{OnUnreachable::basic};
};

}  // namespace deepalive::cluster
