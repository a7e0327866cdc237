#pragma once

#include "config/reading/mapping.h"
#include "core/condition.h"
#include "core/schedule.h"

namespace deepalive::config {

// What every check has, whatever its kind; `defaults` gives the ones that a check does not have
// itself.
struct Tuning {
  int level = 4;
  Cadence cadence;
  Thresholds thresholds;
};

// Lays what the mapping gives over tuning. fast_interval comes out no longer than interval: one
// that is written longer gets a warning, an inherited one is cut in silence.
void read_tuning(const Mapping& mapping, Tuning& tuning);

}  // namespace deepalive::config
