#include "core/check_view.h"

#include <algorithm>

namespace deepalive {
namespace {

CheckView look_at_one(const CheckHealth& check, const RoleRules& rules, const RoleMemory& memory,
                      TimePoint now) {
  const Condition& condition = check.condition;
  const auto state = condition.state_at(now, rules.stale_after);
  return {.check = &check,
          .state = state,
          .level = check.spec->level,
          .counts = check.spec->level <= rules.failure_condition_level &&
                    check.spec->scope == CheckScope::node,
          .waiting = in_grace(check, rules, memory, now),
          .slow = state == ConditionState::up && condition.degraded(),
          .fresh = !condition.stale_at(now, rules.stale_after)};
}

// Whose fault a failing check's fails may be, if they are not its own (rule 5). A shared check that
// is down is to blame. One that has not been looked at since the fails began, or is turning down
// itself, has to be waited for: were it not, the dependent check might go down a moment earlier and
// fail the role over to a node where the same shared thing is down. Waiting is bounded: a check
// that nobody looks at goes stale.
void find_excuse(CheckView& view, const CheckView& dependent, std::span<const CheckView> views) {
  const auto failing_since = dependent.check->condition.failing_since();
  for (const std::size_t index : view.check->spec->depends_on) {
    const CheckView& dependency = views[index];
    if (dependency.check->spec->scope == CheckScope::shared && dependency.fresh && failing_since) {
      const Condition& condition = dependency.check->condition;
      if (dependency.state == ConditionState::down) {
        view.excuse = &dependency;
        view.certain = true;
        return;
      }
      if (condition.pending_down() || *condition.evidence_time() < *failing_since) {
        view.excuse = &dependency;
      }
    }
    CheckView deeper = dependency;
    deeper.excuse = nullptr;
    find_excuse(deeper, dependent, views);
    if (deeper.excuse != nullptr) {
      view.excuse = deeper.excuse;
      view.certain = deeper.certain;
      if (view.certain) return;
    }
  }
}

}  // namespace

bool counts(const RoleRules& rules, const CheckSpec& check, std::size_t index) {
  bool member = false;
  for (const GroupSpec& group : rules.groups) {
    if (std::ranges::find(group.members, index) == group.members.end()) continue;
    if (group.level <= rules.failure_condition_level) return true;
    member = true;
  }
  return !member && check.level <= rules.failure_condition_level && check.scope == CheckScope::node;
}

bool recycling(const CheckHealth& check, const RoleRules& rules, const RoleMemory& memory,
               TimePoint now) {
  const auto& failing_since = check.condition.failing_since();
  return memory.recycle && needs_worker(check.spec->kind()) && failing_since &&
         *failing_since >= memory.recycle->not_before && now < memory.recycle->seen + rules.grace;
}

bool in_grace(const CheckHealth& check, const RoleRules& rules, const RoleMemory& memory,
              TimePoint now) {
  const auto& last_pass = check.condition.last_pass();
  const bool passed = last_pass && *last_pass >= memory.grace_begin;
  return (!passed && now < memory.grace_begin + rules.grace) ||
         recycling(check, rules, memory, now);
}

bool is_quiet(const CheckHealth& check, const RoleRules& rules, const RoleMemory& memory,
              TimePoint now) {
  return check.condition.state_at(now, rules.stale_after) == ConditionState::up &&
         !check.condition.pending() && !check.condition.degraded() &&
         !in_grace(check, rules, memory, now);
}

std::vector<CheckView> look_at(const RoleRules& rules, const CheckList& checks,
                               const RoleMemory& memory, TimePoint now) {
  std::vector<CheckView> views;
  views.reserve(checks.size());
  for (const auto& check : checks) views.push_back(look_at_one(*check, rules, memory, now));
  for (CheckView& view : views) find_excuse(view, view, views);
  return views;
}

bool is_bad(const CheckView& view, const RoleRules& rules) {
  return (view.down() && view.excuse == nullptr) ||
         (view.slow && rules.failure_condition_level >= 5);
}

const CheckView* look_at_groups(std::span<CheckView> views, const RoleRules& rules) {
  const CheckView* suspicious = nullptr;
  for (const GroupSpec& group : rules.groups) {
    for (const std::size_t member : group.members) views[member].counts = false;
  }
  for (const GroupSpec& group : rules.groups) {
    if (group.level > rules.failure_condition_level) continue;
    const std::size_t can_spare = group.members.size() - group.required;
    const auto bad = [&](std::size_t member) { return is_bad(views[member], rules); };
    const auto suspect = [&](std::size_t member) { return views[member].suspect() || bad(member); };
    const auto count = [&group](auto predicate) {
      return static_cast<std::size_t>(std::ranges::count_if(group.members, predicate));
    };
    if (suspicious == nullptr && count(suspect) > can_spare) {
      suspicious = &views[*std::ranges::find_if(group.members, suspect)];
    }
    if (count(bad) <= can_spare) continue;
    for (const std::size_t member : group.members) {
      CheckView& view = views[member];
      // In several groups: blamed by the one whose level is the lowest.
      if (!bad(member) || (view.group && view.group->level <= group.level)) continue;
      view.group = &group;
      view.level = group.level;
    }
  }
  return suspicious;
}

}  // namespace deepalive
