#pragma once

#include "core/time.h"

namespace deepalive {

// How often a check looks. All durations are positive.
struct Cadence {
  Duration interval = std::chrono::seconds(5);
  Duration fast_interval = std::chrono::seconds(1);  // while a change is pending
  Duration timeout = std::chrono::seconds(3);        // over one whole look
};

// The share of an interval that jitter may add.
inline constexpr double kMaxJitter = 0.1;

// When a check looks first: spread over one interval, so that a start or reload is no herd. spread
// is in [0, 1).
TimePoint first_due(TimePoint start, const Cadence& cadence, double spread);

// When a check looks next. Counted from when the last look was due, so that a slow look does not
// stretch the interval; a look that took longer than the interval is followed at once and lost
// turns are not made up for. Jitter is only ever added, and only to the long interval: a pending
// change is decided in fall × fast_interval. random is in [0, 1).
TimePoint next_due(TimePoint last_due, TimePoint finished, bool pending, const Cadence& cadence,
                   double random);

}  // namespace deepalive
