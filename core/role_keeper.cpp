#include "core/role_keeper.h"

#include <algorithm>
#include <utility>

namespace deepalive {

RoleStart as_left(const RoleHealth& health) {
  RoleStart start{.placement = health.memory.placement,
                  .maintenance = health.memory.maintenance,
                  .generation = health.generation};
  for (const auto& check : health.checks) {
    start.checks.emplace(check->spec->name, RoleStart::Check{check->condition, check->last_fail});
  }
  return start;
}

RoleKeeper::RoleKeeper(std::shared_ptr<const RoleSpec> spec, NodeHealth& node, Instant now,
                       RoleStart start)
    : node_(node) {
  RoleHealth first;
  first.spec = std::move(spec);
  first.memory.placement = start.placement;
  first.memory.maintenance = std::move(start.maintenance);
  first.memory.grace_begin = now.steady;
  first.since = now;
  for (const CheckSpec& check : first.spec->checks) {
    stats_.push_back(std::make_shared<CheckStats>());
    CheckHealth health;
    // Shares ownership with the role's specification, of which the check is a part.
    health.spec = std::shared_ptr<const CheckSpec>(first.spec, &check);
    health.stats = stats_.back();
    if (const auto left = start.checks.find(check.name); left != start.checks.end()) {
      health.condition = left->second.condition;
      health.last_fail = std::move(left->second.last_fail);
    }
    first.checks.push_back(std::make_shared<const CheckHealth>(std::move(health)));
  }
  first.judgement = judge(first.spec->rules, first.checks, first.memory, now.steady);
  first.generation = start.generation + 1;
  health_ = std::make_shared<const RoleHealth>(std::move(first));
  node_.publish(health_);
}

RoleKeeper::RoleKeeper(NodeHealth& node, RoleHealth health) : node_(node) {
  for (auto& check : health.checks) {
    stats_.push_back(std::make_shared<CheckStats>());
    CheckHealth counted = *check;
    counted.stats = stats_.back();
    check = std::make_shared<const CheckHealth>(std::move(counted));
  }
  health_ = std::make_shared<const RoleHealth>(std::move(health));
  node_.publish(health_);
}

void RoleKeeper::apply(RoleHealth& next, Observed input, Instant now) {
  Observation& observation = input.observation;
  if (next.memory.placement == NodePlacement::standby) {
    observation = as_seen_on_standby(std::move(observation));
  }
  stats_[input.check]->add(observation);
  CheckHealth changed = *next.checks[input.check];
  Thresholds thresholds = changed.spec->thresholds;
  // Fails are not held against it in grace, so the first pass decides, as it does at the start.
  if (in_grace(changed, next.spec->rules, next.memory, now.steady)) thresholds.rise = 1;
  changed.condition.observe(observation, thresholds);
  if (observation.outcome == Outcome::fail) changed.last_fail = observation;
  if (observation.outcome == Outcome::pass && observation.degraded) {
    changed.last_degraded = observation;
  }
  changed.last = std::move(observation);
  next.checks[input.check] = std::make_shared<const CheckHealth>(std::move(changed));
}

void RoleKeeper::apply(RoleHealth&, Refreshed, Instant) {}

// What was seen under the other placement says nothing under this one, so the conditions begin
// anew.
void RoleKeeper::apply(RoleHealth& next, Placed input, Instant now) {
  next.memory = {.placement = input.placement,
                 .grace_begin = now.steady,
                 .maintenance = std::move(next.memory.maintenance)};
  for (auto& check : next.checks) {
    CheckHealth fresh;
    fresh.spec = check->spec;
    fresh.stats = check->stats;
    check = std::make_shared<const CheckHealth>(std::move(fresh));
  }
}

// A pool whose workers come and go without a good answer in between gets one grace, not one each.
void RoleKeeper::apply(RoleHealth& next, Recycled input, Instant now) {
  const bool under_way = std::ranges::any_of(next.checks, [&](const auto& check) {
    return recycling(*check, next.spec->rules, next.memory, now.steady);
  });
  if (under_way) return;
  next.memory.recycle = {
      .app_pool = std::move(input.app_pool), .not_before = input.not_before, .seen = now.steady};
}

void RoleKeeper::apply(RoleHealth& next, MaintenanceSet input, Instant) {
  next.memory.maintenance = std::move(input.maintenance);
}

RoleChange RoleKeeper::take(RoleInput input, Instant now) {
  RoleHealth next = *health_;
  std::visit([&](auto& one) { apply(next, std::move(one), now); }, input);
  Judgement judgement = judge(next.spec->rules, next.checks, next.memory, now.steady);
  if (!same_verdict(judgement, next.judgement)) ++next.generation;
  if (judgement.verdict != next.judgement.verdict) {
    next.since = now;
    ++next.transitions[static_cast<std::size_t>(judgement.verdict)];
  }
  if (judgement.verdict != Verdict::unknown) next.memory.last_known = judgement.answers;
  next.judgement = std::move(judgement);
  auto published = std::make_shared<const RoleHealth>(std::move(next));
  RoleChange change{std::exchange(health_, published), std::move(published)};
  node_.publish(change.after);
  return change;
}

}  // namespace deepalive
