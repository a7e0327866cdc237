#include "core/verdict.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "core/check_view.h"

namespace deepalive {
namespace {

constexpr std::array<std::pair<Verdict, std::string_view>, kAllVerdicts.size()> kNames = {{
    {Verdict::initializing, "initializing"},
    {Verdict::healthy, "healthy"},
    {Verdict::degraded, "degraded"},
    {Verdict::unhealthy, "unhealthy"},
    {Verdict::unknown, "unknown"},
    {Verdict::maintenance, "maintenance"},
    {Verdict::standby, "standby"},
}};

// The worst cause is the shallowest: a stopped service explains the failing probe, not the other
// way round. Among equals, the first in the configuration.
template <class Predicate>
const CheckView* worst(std::span<const CheckView> views, Predicate is_one) {
  const CheckView* found = nullptr;
  for (const CheckView& view : views) {
    if (is_one(view) && (!found || view.level < found->level)) {
      found = &view;
    }
  }
  return found;
}

void blame(Judgement& judgement, const CheckView& view, Reason reason, std::string_view text) {
  judgement.reason = reason;
  judgement.check = view.check->spec->name;
  judgement.detail = judgement.check;
  judgement.detail += ": ";
  judgement.detail += text;
}

void blame(Judgement& judgement, const CheckView& view, const Observation& evidence) {
  blame(judgement, view, evidence.reason,
        evidence.detail.empty() ? to_name(evidence.reason) : evidence.detail);
}

// A check that fails the role, by itself or with others of its group.
void blame_bad(Judgement& judgement, const CheckView& view, std::span<const CheckView> views,
               const RoleRules& rules) {
  blame(judgement, view, view.down() ? view.check->last_fail : view.check->last_degraded);
  if (view.group == nullptr) return;
  const GroupSpec& group = *view.group;
  const auto bad = std::ranges::count_if(
      group.members, [&](std::size_t member) { return is_bad(views[member], rules); });
  const std::size_t left = group.members.size() - static_cast<std::size_t>(bad);
  judgement.detail += "; group " + group.name + " has " + std::to_string(left) + " of " +
                      std::to_string(group.members.size()) + " left and requires " +
                      std::to_string(group.required);
}

// A check that is down, or what brings it down.
void blame_down(Judgement& judgement, const CheckView& view) {
  const bool elsewhere = view.excuse != nullptr && view.certain;
  const CheckView& cause = elsewhere ? *view.excuse : view;
  blame(judgement, cause, cause.check->last_fail);
  if (elsewhere) {
    judgement.detail += "; " + view.check->spec->name + " is down because of it";
  } else if (view.excuse != nullptr) {
    judgement.detail += "; waiting for a look at " + view.excuse->check->spec->name;
  }
}

void blame_unknown(Judgement& judgement, const CheckView& view) {
  const CheckHealth& check = *view.check;
  if (view.fresh) {  // it was seen, but only fails, and too few to decide
    blame(judgement, view, check.last_fail);
    return;
  }
  const bool could_not_look = check.last.outcome == Outcome::indeterminate;
  blame(judgement, view, could_not_look ? check.last.reason : Reason::stale,
        could_not_look && !check.last.detail.empty() ? check.last.detail : "no recent result");
}

std::string seconds(Duration duration) {
  return std::to_string(to_milliseconds(duration) / 1000) + " s";
}

// When the last piece of evidence went stale (or would have come at the latest).
TimePoint unknown_since(std::span<const CheckView> views, const RoleRules& rules,
                        const RoleMemory& memory) {
  TimePoint since = memory.grace_begin + rules.grace;
  for (const CheckView& view : views) {
    if (const auto& evidence = view.check->condition.evidence_time()) {
      since = std::max(since, *evidence + rules.stale_after);
    }
  }
  return since;
}

void judge_unknown(Judgement& judgement, std::span<const CheckView> views, const RoleRules& rules,
                   const RoleMemory& memory, TimePoint now) {
  judgement.verdict = Verdict::unknown;
  if (const CheckView* cause = worst(views, [](const CheckView&) { return true; })) {
    blame_unknown(judgement, *cause);
  } else {
    judgement.reason = Reason::not_observed;
    judgement.detail = "the role has no checks";
  }
  const TimePoint hold_end = unknown_since(views, rules, memory) + rules.hold;
  if (now < hold_end) {
    judgement.answers = memory.last_known;
    judgement.valid_until = std::min(judgement.valid_until, hold_end);
    judgement.detail += "; the last answer is held for " + seconds(rules.hold);
  } else {
    const bool alive = rules.on_unknown == UnknownPolicy::alive;
    judgement.answers = {alive, alive};
    judgement.detail +=
        alive ? "; answered by on_unknown: alive" : "; answered by on_unknown: dead";
  }
  for (const CheckView& view : views) {  // the youngest: all that is known is older still
    const auto& evidence = view.check->condition.evidence_time();
    if (evidence && (!judgement.evidence || *evidence > *judgement.evidence)) {
      judgement.evidence = evidence;
    }
  }
}

TimePoint grace_end(const CheckView& view, const RoleRules& rules, const RoleMemory& memory,
                    TimePoint now) {
  const TimePoint first = memory.grace_begin + rules.grace;
  if (!recycling(*view.check, rules, memory, now)) return first;
  const TimePoint second = memory.recycle->seen + rules.grace;
  return now < first ? std::max(first, second) : second;
}

void blame_waiting(Judgement& judgement, const CheckView& view, const RoleRules& rules,
                   const RoleMemory& memory, TimePoint now) {
  const CheckHealth& check = *view.check;
  const bool seen = check.last.reason != Reason::not_observed;
  if (seen) {
    blame(judgement, view, check.last);
  } else {
    blame(judgement, view, check.last.reason, "no pass yet, in grace");
  }
  if (recycling(check, rules, memory, now)) {
    judgement.detail += "; application pool " + memory.recycle->app_pool + " has a new worker";
  }
}

// Alive until it ends; what the checks say stays visible.
Judgement pin(Judgement judgement, const Maintenance& maintenance) {
  std::string text = "until " + to_utc_text(maintenance.until_wall) + ": " + maintenance.reason;
  judgement.valid_until = std::min(judgement.valid_until, maintenance.until);
  if (judgement.verdict == Verdict::standby) {  // nothing runs here that could be worked on
    judgement.detail += "; in maintenance " + text;
    return judgement;
  }
  text += "; without it: ";
  text += to_name(judgement.verdict);
  judgement.detail = text + ", " + judgement.detail;
  judgement.verdict = Verdict::maintenance;
  judgement.answers = {};
  judgement.reason = Reason::in_maintenance;
  judgement.check.clear();
  return judgement;
}

// Nothing is asked of the role here but that it could start.
Judgement judge_standby(std::span<const CheckView> views) {
  Judgement judgement;
  judgement.verdict = Verdict::standby;
  judgement.reason = Reason::ok;
  judgement.detail = "runs elsewhere; ready to start here";
  const auto ready = [](const CheckView& view) {
    return view.state == ConditionState::up || view.check->is_new ||
           !says_on_standby(view.check->spec->kind());
  };
  for (const CheckView& view : views) {
    if (!view.fresh || !says_on_standby(view.check->spec->kind())) continue;
    const TimePoint evidence = *view.check->condition.evidence_time();
    if (!judgement.evidence || evidence < *judgement.evidence) judgement.evidence = evidence;
  }
  if (const CheckView* down = worst(views, [](const CheckView& view) {
        return view.state == ConditionState::down && says_on_standby(view.check->spec->kind());
      })) {
    blame(judgement, *down, down->check->last_fail);
  } else if (const CheckView* unknown =
                 worst(views, [&ready](const CheckView& view) { return !ready(view); })) {
    blame_unknown(judgement, *unknown);
  } else {
    return judgement;
  }
  judgement.detail += "; could not start here";
  return judgement;
}

}  // namespace

bool standby_ready(const Judgement& judgement) {
  return judgement.verdict == Verdict::standby && judgement.reason == Reason::ok;
}

Observation as_seen_on_standby(Observation observation) {
  switch (observation.reason) {
    case Reason::service_not_running:
    case Reason::site_not_started:
    case Reason::app_pool_not_started:
      if (observation.outcome != Outcome::fail) break;
      observation.outcome = Outcome::pass;
      observation.reason = Reason::ok;
      observation.detail += ", as it may be where the role does not run";
      break;
    default:
      break;
  }
  return observation;
}

std::string_view to_name(Verdict verdict) {
  return kNames[static_cast<std::size_t>(verdict)].second;
}

std::optional<Verdict> verdict_from_name(std::string_view name) {
  const auto found = std::ranges::find(kNames, name, &std::pair<Verdict, std::string_view>::second);
  if (found == kNames.end()) return std::nullopt;
  return found->first;
}

bool same_verdict(const Judgement& a, const Judgement& b) {
  return a.verdict == b.verdict && a.answers == b.answers && a.reason == b.reason &&
         a.check == b.check;
}

Judgement without_maintenance(const RoleRules& rules, const CheckList& checks, RoleMemory memory,
                              TimePoint now) {
  memory.maintenance.reset();
  return judge(rules, checks, memory, now);
}

Judgement judge(const RoleRules& rules, const CheckList& checks, const RoleMemory& memory,
                TimePoint now) {
  if (memory.maintenance && now < memory.maintenance->until) {
    return pin(without_maintenance(rules, checks, memory, now), *memory.maintenance);
  }
  std::vector<CheckView> views = look_at(rules, checks, memory, now);

  Judgement judgement;
  judgement.reason = Reason::ok;
  bool anything_known = false;
  for (const CheckView& view : views) {
    anything_known |= view.state != ConditionState::unknown;
    if (view.waiting) {
      judgement.valid_until = std::min(judgement.valid_until, grace_end(view, rules, memory, now));
    }
    if (view.fresh) {
      const TimePoint evidence = *view.check->condition.evidence_time();
      judgement.valid_until = std::min(judgement.valid_until, evidence + rules.stale_after);
      if (!judgement.evidence || evidence < *judgement.evidence) judgement.evidence = evidence;
    }
  }

  if (memory.placement == NodePlacement::standby) {
    Judgement standby = judge_standby(views);
    standby.valid_until = judgement.valid_until;
    return standby;
  }

  const CheckView* const member = look_at_groups(views, rules);
  const auto fails = [&](const CheckView& view) {
    return view.group != nullptr || (view.counts && is_bad(view, rules));
  };
  const auto is_down = [](const CheckView& view) { return view.down(); };
  const auto is_waiting = [](const CheckView& view) { return view.waiting && !view.check->is_new; };
  const auto is_unknown = [](const CheckView& view) {
    return view.state == ConditionState::unknown && !view.check->is_new;
  };
  const auto is_slow = [](const CheckView& view) { return view.slow; };
  const auto is_suspect = [&](const CheckView& view) { return view.counts && view.suspect(); };
  const CheckView* suspect = worst(views, is_suspect);
  if (suspect == nullptr) suspect = member;

  if (const CheckView* cause = worst(views, fails)) {
    judgement.verdict = Verdict::unhealthy;
    blame_bad(judgement, *cause, views, rules);
    judgement.evidence = cause->check->condition.evidence_time();
    judgement.answers = {false, false};
    return judgement;
  }
  if (const CheckView* cause = worst(views, is_waiting)) {
    judgement.verdict = Verdict::initializing;
    blame_waiting(judgement, *cause, rules, memory, now);
  } else if (!anything_known) {
    judge_unknown(judgement, views, rules, memory, now);
  } else if (const CheckView* down = worst(views, is_down)) {
    judgement.verdict = Verdict::degraded;
    blame_down(judgement, *down);
  } else if (const CheckView* unknown = worst(views, is_unknown)) {
    judgement.verdict = Verdict::degraded;
    blame_unknown(judgement, *unknown);
  } else if (const CheckView* slow = worst(views, is_slow)) {
    judgement.verdict = Verdict::degraded;
    blame(judgement, *slow, slow->check->last_degraded);
  } else if (suspect) {
    judgement.verdict = Verdict::healthy;
    blame(judgement, *suspect, suspect->check->last_fail);
    judgement.detail += "; not enough in a row to turn it down";
  } else {
    judgement.verdict = Verdict::healthy;
    judgement.detail = "all checks pass";
  }
  if (suspect) judgement.answers.looks_alive = false;
  return judgement;
}

}  // namespace deepalive
