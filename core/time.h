#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>

namespace deepalive {

// Everything that is compared or scheduled uses the monotonic clock: a wall clock that jumps must
// neither age an observation nor hurry a probe. Wall time is carried along only to be shown.
using Duration = std::chrono::steady_clock::duration;
using TimePoint = std::chrono::steady_clock::time_point;
using WallTime = std::chrono::system_clock::time_point;

// One moment on both clocks.
struct Instant {
  TimePoint steady;
  WallTime wall;
};

// Where "now" comes from; passed in, so that a test can turn the hands. Callable from any thread.
using Clock = std::function<Instant()>;

// The clocks of this machine.
Instant system_instant();

// "2026-11-22T14:05:09.123Z".
std::string to_utc_text(WallTime time);

// Seconds since the Unix epoch, with fraction.
double to_unix_seconds(WallTime time);

// Milliseconds, rounded down; negative durations count as 0.
std::uint64_t to_milliseconds(Duration duration);

double to_seconds(Duration duration);

}  // namespace deepalive
