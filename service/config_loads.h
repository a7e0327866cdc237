#pragma once

#include <atomic>

#include "core/time.h"

namespace deepalive::service {

// How the last attempt to load the configuration went, and when one last succeeded. One writer, any
// number of readers.
class ConfigLoads {
 public:
  explicit ConfigLoads(WallTime loaded) { succeeded(loaded); }

  void succeeded(WallTime now) {
    success_seconds_.store(to_unix_seconds(now), std::memory_order_relaxed);
    last_successful_.store(true, std::memory_order_relaxed);
  }
  void failed() { last_successful_.store(false, std::memory_order_relaxed); }

  bool last_successful() const { return last_successful_.load(std::memory_order_relaxed); }
  double success_unix_seconds() const { return success_seconds_.load(std::memory_order_relaxed); }

 private:
  std::atomic<bool> last_successful_{false};
  std::atomic<double> success_seconds_{0};
};

}  // namespace deepalive::service
