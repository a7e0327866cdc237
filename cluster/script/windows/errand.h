#pragma once

#include <windows.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>

#include "cluster/windows/handle.h"

namespace deepalive::cluster {

// Work that may hang in a call of the system's, done on a thread of its own, so that whoever needs
// it waits no longer than he wants. Work that is late goes on alone, and until it has ended nothing
// else is begun; in the whole process no more than kMostErrands are under way. One thread.
class Errand {
 public:
  static constexpr int kMostErrands = 16;
  enum class End : std::uint8_t {
    done,
    late,     // it goes on
    refused,  // nothing was begun: the one before has not ended, or the system gives no thread
  };

  // `work` owns what it touches.
  End run(std::function<void()> work, std::chrono::milliseconds patience);

 private:
  std::shared_ptr<const Handle> ended_;  // an event: the last one's
};

}  // namespace deepalive::cluster
