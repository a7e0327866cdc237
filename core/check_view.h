#pragma once

#include <memory>
#include <span>
#include <vector>

#include "core/verdict.h"

// How the rules see a role's checks at one moment. For verdict.cpp only.
namespace deepalive {

struct CheckView {
  const CheckHealth* check;
  ConditionState state;  // unknown when stale
  int level;             // the group's, for a member that its group blames
  bool counts;           // by itself: at or under the role's level, and of this node only
  bool waiting;          // in grace: neither down nor suspicious yet
  bool slow;
  bool fresh;
  // The shared check that this one's fails are the fault of, and whether that is certain: it is
  // not while the shared one is still being looked at.
  const CheckView* excuse = nullptr;
  bool certain = false;
  // The group that is down because of this one and others.
  const GroupSpec* group = nullptr;

  bool down() const { return state == ConditionState::down && !waiting; }
  // Down, or on its way there, and nothing else is certain to be at fault.
  bool suspect() const {
    if (waiting || !fresh || certain) return false;
    return check->condition.pending_down() || down();
  }
};

// In the order of the checks. Groups are not looked at.
std::vector<CheckView> look_at(const RoleRules& rules, const CheckList& checks,
                               const RoleMemory& memory, TimePoint now);

// Whether the check fails the role by itself, were it to count.
bool is_bad(const CheckView& view, const RoleRules& rules);

// Lets each group that has too few members left blame those that are bad, at its own level. Gives a
// member of a group that is suspicious, because it has too few without those that are on their way
// down; null when none is.
const CheckView* look_at_groups(std::span<CheckView> views, const RoleRules& rules);

}  // namespace deepalive
