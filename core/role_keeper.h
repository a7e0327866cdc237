#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/evidence_order.h"
#include "core/node_health.h"

namespace deepalive {

// One result of the check with this index in spec->checks; its time is the input's.
struct Observed {
  std::size_t check = 0;
  Observation observation;
};
// Time has passed: judgement.valid_until, at the earliest.
struct Refreshed {};
// The role came online here (again), or went offline.
struct Placed {
  NodePlacement placement = NodePlacement::active;
};
// An application pool of the role has a worker process that it did not have at not_before.
struct Recycled {
  std::string app_pool;
  TimePoint not_before;
};
// Maintenance begins, is replaced, or (none) ends.
struct MaintenanceSet {
  std::optional<Maintenance> maintenance;
};

// All that a role's keeper is told. Told again in the same order to a keeper that began alike and
// has the same rules, it gives the same verdicts.
using RoleInput = std::variant<Observed, Refreshed, Placed, Recycled, MaintenanceSet>;

// What a keeper begins with: nothing, or what an earlier one left.
struct RoleStart {
  struct Check {
    Condition condition;
    Observation last_fail;  // why it is down
  };

  NodePlacement placement = NodePlacement::active;
  std::optional<Maintenance> maintenance{};
  std::uint64_t generation = 0;                        // the last one that anybody may have seen
  std::map<std::string, Check, std::less<>> checks{};  // by name
};

RoleStart as_left(const RoleHealth& health);

// For each check of `after` the one of `before` that it continues: of the same name and kind. None:
// it is new.
std::vector<std::optional<std::size_t>> counterparts(const RoleSpec& before, const RoleSpec& after);

// One publication: what it replaced, and what is published now.
struct RoleChange {
  std::shared_ptr<const RoleHealth> before;
  std::shared_ptr<const RoleHealth> after;

  bool is_transition() const { return before->generation != after->generation; }
};

// The writer's side of one role: takes inputs in, judges, publishes. Not thread-safe.
class RoleKeeper {
 public:
  // Grace begins now. Publishes the role's first health.
  RoleKeeper(std::shared_ptr<const RoleSpec> spec, NodeHealth& node, Instant now,
             RoleStart start = {});
  // Goes on exactly where another keeper was. Publishes that.
  RoleKeeper(NodeHealth& node, RoleHealth health);

  RoleChange take(RoleInput input, Instant now);

  // Goes on by another specification of the same role. Checks of the same name and kind keep all
  // that is known of them, also where what they look at has changed: the old evidence holds until
  // the first new look, which counts as if nothing had happened. New ones say nothing before their
  // first look; where all are new, the role begins anew, with grace. What has gone is forgotten.
  // With the specification that it has, it does what Refreshed does.
  RoleChange reconfigure(std::shared_ptr<const RoleSpec> spec, Instant now);

  const RoleHealth& health() const { return *health_; }

 private:
  void apply(RoleHealth& next, Observed input, Instant now);
  void apply(RoleHealth& next, Refreshed input, Instant now);
  void apply(RoleHealth& next, Placed input, Instant now);
  void apply(RoleHealth& next, Recycled input, Instant now);
  void apply(RoleHealth& next, MaintenanceSet input, Instant now);
  RoleChange publish(RoleHealth next, Judgement judgement, Instant now);
  // The same as judge(). Costs the same with any number of checks, as long as one was looked at
  // that is as it should be.
  Judgement judge_next(const RoleHealth& next, std::optional<std::size_t> observed, TimePoint now);

  NodeHealth& node_;
  std::vector<std::shared_ptr<CheckStats>> stats_;
  std::vector<bool> rested_upon_;  // other checks depend on it
  EvidenceOrder evidence_;
  bool judged_ = false;  // health_'s judgement is this keeper's own
  std::shared_ptr<const RoleHealth> health_;
};

}  // namespace deepalive
