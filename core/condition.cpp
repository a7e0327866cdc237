#include "core/condition.h"

namespace deepalive {

std::string_view to_name(Outcome outcome) {
  switch (outcome) {
    case Outcome::pass:
      return "pass";
    case Outcome::fail:
      return "fail";
    case Outcome::indeterminate:
      break;
  }
  return "indeterminate";
}

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
  evidence_time_ = observation.time.steady;
  const bool pass = observation.outcome == Outcome::pass;
  bool changed = health_.apply(pass, thresholds);
  if (!pass && !failing_since_) failing_since_ = observation.time.steady;
  if (pass) {
    failing_since_.reset();
    last_pass_ = observation.time.steady;
    // A fail says nothing about how a pass would have been, so only passes count here.
    const bool was_degraded = degraded();
    slowness_.apply(!observation.degraded, thresholds);
    changed |= degraded() != was_degraded;
  }
  return changed;
}

bool Condition::stale_at(TimePoint now, Duration stale_after) const {
  return !evidence_time_ || now - *evidence_time_ >= stale_after;
}

ConditionState Condition::state_at(TimePoint now, Duration stale_after) const {
  return stale_at(now, stale_after) ? ConditionState::unknown : state();
}

}  // namespace deepalive
