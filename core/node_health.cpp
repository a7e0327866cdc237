#include "core/node_health.h"

#include <utility>

namespace deepalive {

Judgement current(const RoleHealth& health, TimePoint now) {
  if (now < health.judgement.valid_until) return health.judgement;
  return judge(health.spec->rules, health.checks, health.memory, now);
}

NodeHealth::NodeHealth() : directory_(std::make_shared<const Directory>()) {}

std::shared_ptr<const RoleHealth> NodeHealth::find(std::string_view role) const {
  const auto directory = directory_.load();
  const auto slot = directory->find(role);
  return slot == directory->end() ? nullptr : slot->second->load();
}

std::vector<std::shared_ptr<const RoleHealth>> NodeHealth::all() const {
  const auto directory = directory_.load();
  std::vector<std::shared_ptr<const RoleHealth>> roles;
  roles.reserve(directory->size());
  for (const auto& [name, slot] : *directory) roles.push_back(slot->load());
  return roles;
}

void NodeHealth::publish(std::shared_ptr<const RoleHealth> health) {
  const auto directory = directory_.load();
  const auto slot = directory->find(health->spec->name);
  if (slot != directory->end()) {
    slot->second->store(std::move(health));
    return;
  }
  Directory next = *directory;
  const std::string& name = health->spec->name;
  next.emplace(name, std::make_shared<Slot>(std::move(health)));
  directory_.store(std::make_shared<const Directory>(std::move(next)));
}

void NodeHealth::remove(std::string_view role) {
  Directory next = *directory_.load();
  const auto slot = next.find(role);
  if (slot == next.end()) return;
  next.erase(slot);
  directory_.store(std::make_shared<const Directory>(std::move(next)));
}

RoleKeeper::RoleKeeper(std::shared_ptr<const RoleSpec> spec, NodeHealth& node, Instant now,
                       NodePlacement placement)
    : node_(node) {
  RoleHealth first;
  first.spec = std::move(spec);
  first.memory.placement = placement;
  first.memory.grace_begin = now.steady;
  first.since = now;
  for (const CheckSpec& check : first.spec->checks) {
    stats_.push_back(std::make_shared<CheckStats>());
    CheckHealth health;
    // Shares ownership with the role's specification, of which the check is a part.
    health.spec = std::shared_ptr<const CheckSpec>(first.spec, &check);
    health.stats = stats_.back();
    first.checks.push_back(std::make_shared<const CheckHealth>(std::move(health)));
  }
  first.judgement = judge(first.spec->rules, first.checks, first.memory, now.steady);
  first.generation = 1;
  health_ = std::make_shared<const RoleHealth>(std::move(first));
  node_.publish(health_);
}

RoleChange RoleKeeper::observe(std::size_t check, Observation observation) {
  if (health_->memory.placement == NodePlacement::standby) {
    observation = as_seen_on_standby(std::move(observation));
  }
  const Instant now = observation.time;
  stats_[check]->add(observation);
  CheckHealth changed = *health_->checks[check];
  changed.condition.observe(observation, changed.spec->thresholds);
  if (observation.outcome == Outcome::fail) changed.last_fail = observation;
  if (observation.outcome == Outcome::pass && observation.degraded) {
    changed.last_degraded = observation;
  }
  changed.last = std::move(observation);

  RoleHealth next = *health_;
  next.checks[check] = std::make_shared<const CheckHealth>(std::move(changed));
  return publish(std::move(next), now);
}

RoleChange RoleKeeper::refresh(Instant now) { return publish(*health_, now); }

RoleChange RoleKeeper::place(NodePlacement placement, Instant now) {
  RoleHealth next = *health_;
  next.memory = {.placement = placement, .grace_begin = now.steady, .last_known = {}};
  for (auto& check : next.checks) {
    CheckHealth fresh;
    fresh.spec = check->spec;
    fresh.stats = check->stats;
    check = std::make_shared<const CheckHealth>(std::move(fresh));
  }
  return publish(std::move(next), now);
}

RoleChange RoleKeeper::publish(RoleHealth next, Instant now) {
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
