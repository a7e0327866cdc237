#include "core/role_keeper.h"

#include <algorithm>
#include <utility>

namespace deepalive {
namespace {

std::vector<bool> rested_upon(const RoleSpec& spec) {
  std::vector<bool> found(spec.checks.size());
  for (const CheckSpec& check : spec.checks) {
    for (const std::size_t other : check.depends_on) found[other] = true;
  }
  return found;
}

// Whether a check needs another, also over others in between.
bool needs(const CheckList& checks, std::size_t check, std::size_t other) {
  return std::ranges::any_of(checks[check]->spec->depends_on, [&](std::size_t direct) {
    return direct == other || needs(checks, direct, other);
  });
}

// What failed while a shared check failed has failed because of it, as far as anybody can tell
// (rule 5). When the shared check is well again, all nodes would be dead at once if those fails
// still counted: each needs a moment to recover, or has not been looked at since. So they are
// counted anew. before: the shared check's condition before its last observation.
void forgive_dependents(CheckList& checks, std::size_t shared, const Condition& before) {
  const Condition& after = checks[shared]->condition;
  const bool was_down = before.state() == ConditionState::down;
  const bool is_over = was_down ? after.state() == ConditionState::up
                                : before.failing_since() && !after.failing_since();
  if (!is_over) return;
  for (std::size_t i = 0; i < checks.size(); ++i) {
    const auto& failing_since = checks[i]->condition.failing_since();
    if (!failing_since || !needs(checks, i, shared)) continue;
    // It failed already while the shared check, which was never down, was seen to pass.
    if (!was_down && before.last_pass() && *failing_since <= *before.last_pass()) continue;
    CheckHealth forgiven = *checks[i];
    forgiven.condition.forgive();
    checks.replace(i, std::make_shared<const CheckHealth>(std::move(forgiven)));
  }
}

// By age, as if they had come one after the other.
EvidenceOrder order_of(const CheckList& checks) {
  std::vector<std::pair<TimePoint, std::size_t>> known;
  for (std::size_t i = 0; i < checks.size(); ++i) {
    if (const auto& evidence = checks[i]->condition.evidence_time())
      known.emplace_back(*evidence, i);
  }
  std::ranges::sort(known);
  EvidenceOrder order(checks.size());
  for (const auto& [evidence, index] : known) order.seen(index, evidence);
  return order;
}

}  // namespace

RoleStart as_left(const RoleHealth& health) {
  RoleStart start{.placement = health.memory.placement,
                  .maintenance = health.memory.maintenance,
                  .generation = health.generation};
  for (const auto& check : health.checks) {
    start.checks.emplace(check->spec->name, RoleStart::Check{check->condition, check->last_fail});
  }
  return start;
}

std::vector<std::optional<std::size_t>> counterparts(const RoleSpec& before,
                                                     const RoleSpec& after) {
  std::map<std::string_view, std::size_t> by_name;
  for (std::size_t i = 0; i < before.checks.size(); ++i) by_name.emplace(before.checks[i].name, i);
  std::vector<std::optional<std::size_t>> found;
  for (const CheckSpec& check : after.checks) {
    const auto known = by_name.find(check.name);
    const bool continues =
        known != by_name.end() && before.checks[known->second].kind() == check.kind();
    found.push_back(continues ? std::optional(known->second) : std::nullopt);
  }
  return found;
}

RoleKeeper::RoleKeeper(std::shared_ptr<const RoleSpec> spec, NodeHealth& node, Instant now,
                       RoleStart start)
    : node_(node), rested_upon_(rested_upon(*spec)), evidence_(spec->checks.size()) {
  RoleHealth first;
  first.spec = std::move(spec);
  first.memory.placement = start.placement;
  first.memory.maintenance = std::move(start.maintenance);
  first.memory.grace_begin = now.steady;
  first.since = now;
  std::vector<CheckList::Item> checks;
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
    checks.push_back(std::make_shared<const CheckHealth>(std::move(health)));
  }
  first.checks = std::move(checks);
  evidence_ = order_of(first.checks);
  first.judgement = judge(first.spec->rules, first.checks, first.memory, now.steady);
  first.generation = start.generation + 1;
  health_ = std::make_shared<const RoleHealth>(std::move(first));
  node_.publish(health_);
}

RoleKeeper::RoleKeeper(NodeHealth& node, RoleHealth health)
    : node_(node), rested_upon_(rested_upon(*health.spec)), evidence_(order_of(health.checks)) {
  std::vector<CheckList::Item> checks;
  for (const auto& check : health.checks) {
    stats_.push_back(std::make_shared<CheckStats>());
    CheckHealth counted = *check;
    counted.stats = stats_.back();
    checks.push_back(std::make_shared<const CheckHealth>(std::move(counted)));
  }
  health.checks = std::move(checks);
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
  const Condition before = changed.condition;
  changed.condition.observe(observation, thresholds);
  if (observation.outcome == Outcome::fail) changed.last_fail = observation;
  if (observation.outcome == Outcome::pass && observation.degraded) {
    changed.last_degraded = observation;
  }
  changed.last = std::move(observation);
  changed.is_new = false;
  if (const auto& evidence = changed.condition.evidence_time()) {
    evidence_.seen(input.check, *evidence);
  }
  const bool is_shared = changed.spec->scope == CheckScope::shared;
  next.checks.replace(input.check, std::make_shared<const CheckHealth>(std::move(changed)));
  if (is_shared && rested_upon_[input.check]) {
    forgive_dependents(next.checks, input.check, before);
  }
}

void RoleKeeper::apply(RoleHealth&, Refreshed, Instant) {}

// What was seen under the other placement says nothing under this one, so the conditions begin
// anew.
void RoleKeeper::apply(RoleHealth& next, Placed input, Instant now) {
  next.memory = {.placement = input.placement,
                 .grace_begin = now.steady,
                 .maintenance = std::move(next.memory.maintenance)};
  std::vector<CheckList::Item> checks;
  for (const auto& check : next.checks) {
    CheckHealth fresh;
    fresh.spec = check->spec;
    fresh.stats = check->stats;
    checks.push_back(std::make_shared<const CheckHealth>(std::move(fresh)));
  }
  next.checks = std::move(checks);
  evidence_.forget_all();
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

// A check that was as it should be and still is changes neither the verdict nor what it is blamed
// on: only the oldest evidence may be younger now. Healthy and degraded last until that is stale,
// because nothing is in grace then.
Judgement RoleKeeper::judge_next(const RoleHealth& next, std::optional<std::size_t> observed,
                                 TimePoint now) {
  const RoleRules& rules = next.spec->rules;
  const Judgement& before = health_->judgement;
  const bool settled =
      judged_ && (before.verdict == Verdict::healthy || before.verdict == Verdict::degraded) &&
      now < before.valid_until;
  if (!observed || !settled || rested_upon_[*observed] || next.memory.maintenance ||
      !is_quiet(*health_->checks[*observed], rules, next.memory, now) ||
      !is_quiet(*next.checks[*observed], rules, next.memory, now)) {
    return judge(rules, next.checks, next.memory, now);
  }
  Judgement judgement = before;
  judgement.evidence = evidence_.oldest_after(now - rules.stale_after);
  judgement.valid_until = *judgement.evidence + rules.stale_after;
  return judgement;
}

RoleChange RoleKeeper::take(RoleInput input, Instant now) {
  RoleHealth next = *health_;
  const auto* const observed = std::get_if<Observed>(&input);
  const auto check = observed ? std::optional(observed->check) : std::nullopt;
  std::visit([&](auto& one) { apply(next, std::move(one), now); }, input);
  Judgement judgement = judge_next(next, check, now.steady);
  return publish(std::move(next), std::move(judgement), now);
}

RoleChange RoleKeeper::reconfigure(std::shared_ptr<const RoleSpec> spec, Instant now) {
  RoleHealth next = *health_;
  const auto before = counterparts(*next.spec, *spec);
  const bool all_new =
      std::ranges::none_of(before, [](const auto& one) { return one.has_value(); });
  if (all_new) next.memory.grace_begin = now.steady;
  std::vector<std::shared_ptr<CheckStats>> stats;
  std::vector<CheckList::Item> checks;
  for (std::size_t i = 0; i < before.size(); ++i) {
    CheckHealth check;
    if (before[i]) {
      check = *next.checks[*before[i]];
      stats.push_back(stats_[*before[i]]);
    } else {
      check.is_new = !all_new;
      stats.push_back(std::make_shared<CheckStats>());
      check.stats = stats.back();
    }
    check.spec = std::shared_ptr<const CheckSpec>(spec, &spec->checks[i]);
    checks.push_back(std::make_shared<const CheckHealth>(std::move(check)));
  }
  next.spec = std::move(spec);
  next.checks = std::move(checks);
  stats_ = std::move(stats);
  rested_upon_ = rested_upon(*next.spec);
  evidence_ = order_of(next.checks);
  Judgement judgement = judge(next.spec->rules, next.checks, next.memory, now.steady);
  return publish(std::move(next), std::move(judgement), now);
}

RoleChange RoleKeeper::publish(RoleHealth next, Judgement judgement, Instant now) {
  judged_ = true;
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
