#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "core/observation.h"
#include "core/time.h"

namespace deepalive {

enum class ConditionState : std::uint8_t {
  unknown,  // not decided, or the evidence is stale
  up,
  down,
};

std::string_view to_name(ConditionState state);

// How many results in a row turn a condition. Both at least 1.
struct Thresholds {
  unsigned fall = 3;  // fails that turn it down
  unsigned rise = 2;  // passes that turn it up
};

// Rise and fall: the one machine behind every kind of check.
//
//   state    | pass                              | fail
//   ---------+-----------------------------------+--------------------------------------
//   unknown  | up at once                        | count; down at the fall-th in a row
//   up       | forgets counted fails             | count; down at the fall-th in a row
//   down     | count; up at the rise-th in a row | forgets counted passes
//
// Results that could not look are not given to it at all, so they change neither count. A value;
// not thread-safe.
class Debounce {
 public:
  // Returns true when the state changed.
  bool apply(bool pass, Thresholds thresholds);

  ConditionState state() const { return state_; }
  // The last results disagree with the state (or nothing is decided and they were fails).
  bool pending() const { return streak_ > 0; }
  unsigned streak() const { return streak_; }

  bool operator==(const Debounce&) const = default;

  Debounce() = default;
  // As an earlier one was.
  Debounce(ConditionState state, unsigned streak) : state_(state), streak_(streak) {}

 private:
  ConditionState state_ = ConditionState::unknown;
  unsigned streak_ = 0;  // results in a row that disagree with state_
};

// All that a condition consists of, so that it can outlive the agent.
struct ConditionParts {
  Debounce health;
  Debounce slowness;  // up is "as it should be"
  std::optional<TimePoint> evidence_time{};
  std::optional<TimePoint> last_pass{};
  std::optional<TimePoint> failing_since{};
  bool operator==(const ConditionParts&) const = default;
};

// The debounced state of one check, with the age of what it rests upon. A value; not thread-safe.
class Condition {
 public:
  Condition() = default;
  explicit Condition(const ConditionParts& parts) : parts_(parts) {}

  const ConditionParts& parts() const { return parts_; }

  // Takes one observation in. Returns true when state() or degraded() changed.
  bool observe(const Observation& observation, Thresholds thresholds);

  // Fails so far are held against it no longer: down is undecided again, and fails count from one.
  void forgive();

  // The debounced state, whatever its age.
  ConditionState state() const { return parts_.health.state(); }
  // A slow pass that was counted before it went down is of no interest until it is up again.
  bool pending() const {
    return parts_.health.pending() || (state() == ConditionState::up && parts_.slowness.pending());
  }
  // Suspicion: fails have come that have not turned it down (yet).
  bool pending_down() const { return parts_.health.pending() && state() != ConditionState::down; }
  unsigned streak() const { return parts_.health.streak(); }
  // Passing, and debounced worse than it should be (slow, queue). The same machine decides: up is
  // "as it should be".
  bool degraded() const { return parts_.slowness.state() == ConditionState::down; }

  // When a pass or a fail last came; indeterminate results are no evidence and do not make it
  // younger.
  const std::optional<TimePoint>& evidence_time() const { return parts_.evidence_time; }
  const std::optional<TimePoint>& last_pass() const { return parts_.last_pass; }
  // When the first fail came that no pass has followed yet.
  const std::optional<TimePoint>& failing_since() const { return parts_.failing_since; }

  // state(), or unknown when there is no evidence younger than stale_after.
  ConditionState state_at(TimePoint now, Duration stale_after) const;
  bool stale_at(TimePoint now, Duration stale_after) const;

 private:
  ConditionParts parts_;
};

}  // namespace deepalive
