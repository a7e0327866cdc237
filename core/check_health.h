#pragma once

#include <memory>

#include "core/check_stats.h"
#include "core/condition.h"
#include "core/observation.h"
#include "core/spec.h"

namespace deepalive {

// One check as it is published: what it is, its condition and the last thing it saw. Immutable.
struct CheckHealth {
  std::shared_ptr<const CheckSpec> spec;
  Condition condition;
  Observation last;           // the latest, whatever its outcome
  Observation last_fail;      // why it is down, also while passes are counted towards up again
  Observation last_degraded;  // likewise why it is degraded: the latest pass that was
  std::shared_ptr<const CheckStats> stats;
  // It was added while its role was being looked at, and has not been looked at yet: until then it
  // says nothing, not even that nothing is known.
  bool is_new = false;
};

}  // namespace deepalive
