#include "core/condition.h"

namespace deepalive {

std::string_view to_name(ConditionState state) {
  switch (state) {
    case ConditionState::up:
      return "up";
    case ConditionState::down:
      return "down";
    case ConditionState::unknown:
      break;
  }
  return "unknown";
}

bool Debounce::apply(bool pass, Thresholds thresholds) {
  const auto agreed = pass ? ConditionState::up : ConditionState::down;
  if (state_ == agreed) {
    streak_ = 0;
    return false;
  }
  ++streak_;
  const unsigned needed =
      pass ? (state_ == ConditionState::unknown ? 1 : thresholds.rise) : thresholds.fall;
  if (streak_ < needed) return false;
  state_ = agreed;
  streak_ = 0;
  return true;
}

bool Condition::observe(const Observation& observation, Thresholds thresholds) {
  if (observation.outcome == Outcome::indeterminate) return false;
  parts_.evidence_time = observation.time.steady;
  const bool pass = observation.outcome == Outcome::pass;
  bool changed = parts_.health.apply(pass, thresholds);
  if (!pass && !parts_.failing_since) parts_.failing_since = observation.time.steady;
  if (pass) {
    parts_.failing_since.reset();
    parts_.last_pass = observation.time.steady;
    // A fail says nothing about how a pass would have been, so only passes count here.
    const bool was_degraded = degraded();
    parts_.slowness.apply(!observation.degraded, thresholds);
    changed |= degraded() != was_degraded;
  }
  return changed;
}

void Condition::forgive() {
  const auto state = parts_.health.state();
  parts_.health = {state == ConditionState::down ? ConditionState::unknown : state, 0};
  parts_.failing_since.reset();
}

bool Condition::stale_at(TimePoint now, Duration stale_after) const {
  return !parts_.evidence_time || now - *parts_.evidence_time >= stale_after;
}

ConditionState Condition::state_at(TimePoint now, Duration stale_after) const {
  return stale_at(now, stale_after) ? ConditionState::unknown : state();
}

}  // namespace deepalive
