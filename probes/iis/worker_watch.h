#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>

#include "core/observation.h"
#include "core/result.h"
#include "core/spec.h"
#include "core/time.h"
#include "probes/iis/iis_state.h"

namespace deepalive::probes {

// What successive readings of IIS say about the worker processes of one pool. Pure; one thread.
//
// An end is unexpected when a process is gone from one reading to the next while the pool runs, and
// another one takes its place, then or soon after: IIS replaces what died under it. These ends are
// expected:
//  - a recycle, as far as a reading saw it: the old process was stopping, or stood beside the new
//    one;
//  - a stopped pool or service;
//  - one that nobody replaces: idle processes are ended on purpose.
// What cannot be told apart: a recycle that is over between two readings looks like a crash; a
// process that came and went between two readings is not seen; a crash that no request follows
// looks like an idle end; and in a web garden the crash of a process that a younger one stood
// beside looks like a recycle, once for each younger one. That is why it takes several.
class WorkerWatch {
 public:
  explicit WorkerWatch(WorkerProcessTarget target) : target_(std::move(target)) {}

  // Looks at the next reading. `now` and `took` are for a reading that failed.
  Observation observe(const Result<IisState>& reading, Instant now, Duration took = {});

  // What was seen before says nothing about what comes: the role was elsewhere.
  void forget();

 private:
  struct Process {
    WorkerState state = WorkerState::unknown;
    bool replaced = false;  // a younger one has come for it
  };
  using Processes = std::map<std::uint32_t, Process>;

  void compare(const AppPoolState& pool, bool running, TimePoint now);

  WorkerProcessTarget target_;
  std::optional<TimePoint> last_seen_;  // when processes_ were
  Processes processes_;
  std::optional<TimePoint> vacant_since_;  // one has gone, and none has come for it yet
  std::deque<TimePoint> ends_;             // unexpected, the oldest first
  std::optional<TimePoint> none_since_;    // none is alive although the pool runs
};

}  // namespace deepalive::probes
