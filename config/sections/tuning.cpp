#include "config/sections/tuning.h"

#include "core/units.h"

namespace deepalive::config {

void read_tuning(const Mapping& mapping, Tuning& tuning) {
  Cadence& cadence = tuning.cadence;
  mapping.number("level", tuning.level, kLevel);
  mapping.duration("interval", cadence.interval, kInterval);
  mapping.duration("fast_interval", cadence.fast_interval, kInterval);
  mapping.duration("timeout", cadence.timeout, kTimeout);
  mapping.number("fall", tuning.thresholds.fall, kThreshold);
  mapping.number("rise", tuning.thresholds.rise, kThreshold);
  if (cadence.fast_interval > cadence.interval) {
    if (const Value* written = mapping.find("fast_interval")) {
      written->warning("is longer than the interval, so that " + format_duration(cadence.interval) +
                       " is used");
    }
    cadence.fast_interval = cadence.interval;
  }
}

}  // namespace deepalive::config
