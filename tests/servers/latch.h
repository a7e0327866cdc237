#pragma once

#include <condition_variable>
#include <cstddef>
#include <mutex>

namespace deepalive::testing {

// As std::latch, whose waits do not always end with GCC 12's mingw-w64 (seen under Wine 8).
class Latch {
 public:
  explicit Latch(std::ptrdiff_t count) : count_(count) {}

  void count_down() {
    const std::lock_guard lock(mutex_);
    if (--count_ <= 0) changed_.notify_all();
  }
  void wait() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return count_ <= 0; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::ptrdiff_t count_;
};

}  // namespace deepalive::testing
