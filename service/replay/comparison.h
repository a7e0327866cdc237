#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "core/time.h"
#include "service/replay/replay.h"

namespace deepalive::service {

// What happened and what would have, side by side. A change of the reason only is none here.
struct ComparedRow {
  std::optional<Transition> happened;  // at least one of the two; both: the same at the same time
  std::optional<Transition> would_have;
  const Transition& shown() const { return happened ? *happened : *would_have; }
  bool differs() const { return !happened || !would_have; }
};

// How often and for how long IsAlive was false.
struct DeadTimes {
  std::size_t times = 0;
  Duration length{};
};

struct Comparison {
  std::vector<ComparedRow> rows;  // by time
  DeadTimes happened;
  DeadTimes would_have;
};

// Of what came after `since`; `end` is when the record ends, or now. A second is the same time:
// verdicts run out a little after their time.
Comparison compare(const Replay::Outcome& outcome, WallTime since, WallTime end);

// "IsAlive would have been false 1 time (40 s) instead of 3 times (2 min)."
std::string summarize(const DeadTimes& happened, const DeadTimes& would_have);

}  // namespace deepalive::service
