#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/published.h"
#include "core/verdict.h"

namespace deepalive {

// One role as it is published. Immutable; a reader keeps it as long as it likes.
struct RoleHealth {
  std::shared_ptr<const RoleSpec> spec;
  std::vector<std::shared_ptr<const CheckHealth>> checks;  // in the order of spec->checks
  RoleMemory memory;
  Judgement judgement;  // at the time of publishing
  std::uint64_t generation =
      0;            // rises with each change of the verdict, for as long as the agent lives
  Instant since{};  // when the verdict began
  std::array<std::uint64_t, kAllVerdicts.size()> transitions{};  // into each verdict
};

// The verdict as it is to be answered now: the published one while it is valid, judged anew when
// its time has passed. Costs nothing in the first case and one judge() in the second.
Judgement current(const RoleHealth& health, TimePoint now);

// What is known about all roles of the node. Replacing one role's health costs what that role
// holds; adding or removing roles costs one copy of the directory. One writer, any number of
// readers who never wait.
class NodeHealth {
 public:
  using Slot = Published<RoleHealth>;
  using Directory = std::map<std::string, std::shared_ptr<Slot>, std::less<>>;

  NodeHealth();

  // Any thread. Null: no such role. Names are compared exactly.
  std::shared_ptr<const RoleHealth> find(std::string_view role) const;
  // Any thread. All roles, by name.
  std::vector<std::shared_ptr<const RoleHealth>> all() const;

  // The writer.
  void publish(std::shared_ptr<const RoleHealth> health);
  void remove(std::string_view role);

 private:
  Published<Directory> directory_;
};

// One publication: what it replaced, and what is published now.
struct RoleChange {
  std::shared_ptr<const RoleHealth> before;
  std::shared_ptr<const RoleHealth> after;

  bool is_transition() const { return before->generation != after->generation; }
};

// The writer's side of one role: takes observations in, judges, publishes. Not thread-safe.
class RoleKeeper {
 public:
  // Grace begins now. Publishes the role's first health.
  RoleKeeper(std::shared_ptr<const RoleSpec> spec, NodeHealth& node, Instant now,
             NodePlacement placement = NodePlacement::active);

  // One observation of the check with this index in spec->checks.
  RoleChange observe(std::size_t check, Observation observation);
  // Judges again without news; to be called when judgement.valid_until has passed.
  RoleChange refresh(Instant now);
  // The role came online here (again), or went offline. What was seen under the other placement
  // says nothing under this one, so the conditions begin anew; grace begins when it came online.
  RoleChange place(NodePlacement placement, Instant now);

  const RoleHealth& health() const { return *health_; }

 private:
  RoleChange publish(RoleHealth next, Instant now);

  NodeHealth& node_;
  std::vector<std::shared_ptr<CheckStats>> stats_;
  std::shared_ptr<const RoleHealth> health_;
};

}  // namespace deepalive
