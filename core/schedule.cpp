#include "core/schedule.h"

#include <algorithm>

namespace deepalive {
namespace {

Duration share(Duration whole, double part) {
  return std::chrono::duration_cast<Duration>(whole * part);
}

}  // namespace

TimePoint first_due(TimePoint start, const Cadence& cadence, double spread) {
  return start + share(cadence.interval, spread);
}

TimePoint next_due(TimePoint last_due, TimePoint finished, bool pending, const Cadence& cadence,
                   double random) {
  const Duration wait = pending ? std::min(cadence.fast_interval, cadence.interval)
                                : cadence.interval + share(cadence.interval, kMaxJitter * random);
  return std::max(last_due + wait, finished);
}

}  // namespace deepalive
