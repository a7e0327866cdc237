#include "core/verdict.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

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

// One check as the rules see it at one moment.
struct View {
  const CheckHealth* check;
  ConditionState state;  // unknown when stale
  bool counts;           // at or under the role's level
  bool waiting;          // in grace, and no pass since grace began: neither down nor suspicious yet
  bool slow;
  bool fresh;
  // The shared check that this one's fails are the fault of, and whether that is certain: it is
  // not while the shared one is still being looked at.
  const View* excuse = nullptr;
  bool certain = false;

  bool down() const { return state == ConditionState::down && !waiting; }
  bool suspicious() const {
    if (!counts || waiting || !fresh || certain) return false;
    return check->condition.pending_down() || (down() && excuse != nullptr);
  }
};

View look_at(const CheckHealth& check, const RoleRules& rules, const RoleMemory& memory,
             TimePoint now) {
  const Condition& condition = check.condition;
  const auto state = condition.state_at(now, rules.stale_after);
  const bool passed = condition.last_pass() && *condition.last_pass() >= memory.grace_begin;
  return {.check = &check,
          .state = state,
          .counts = check.spec->level <= rules.failure_condition_level &&
                    check.spec->scope == CheckScope::node,
          .waiting = !passed && now < memory.grace_begin + rules.grace,
          .slow = state == ConditionState::up && condition.degraded(),
          .fresh = !condition.stale_at(now, rules.stale_after)};
}

// Whose fault a failing check's fails may be, if they are not its own (rule 5). A shared check that
// is down is to blame. One that has not been looked at since the fails began, or is turning down
// itself, has to be waited for: were it not, the dependent check might go down a moment earlier and
// fail the role over to a node where the same shared thing is down. Waiting is bounded: a check
// that nobody looks at goes stale.
void find_excuse(View& view, const View& dependent, std::span<const View> views) {
  const auto failing_since = dependent.check->condition.failing_since();
  for (const std::size_t index : view.check->spec->depends_on) {
    const View& dependency = views[index];
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
    View deeper = dependency;
    deeper.excuse = nullptr;
    find_excuse(deeper, dependent, views);
    if (deeper.excuse != nullptr) {
      view.excuse = deeper.excuse;
      view.certain = deeper.certain;
      if (view.certain) return;
    }
  }
}

// The worst cause is the shallowest: a stopped service explains the failing probe, not the other
// way round. Among equals, the first in the configuration.
template <class Predicate>
const View* worst(std::span<const View> views, Predicate is_one) {
  const View* found = nullptr;
  for (const View& view : views) {
    if (is_one(view) && (!found || view.check->spec->level < found->check->spec->level)) {
      found = &view;
    }
  }
  return found;
}

void blame(Judgement& judgement, const View& view, Reason reason, std::string_view text) {
  judgement.reason = reason;
  judgement.check = view.check->spec->name;
  judgement.detail = judgement.check;
  judgement.detail += ": ";
  judgement.detail += text;
}

void blame(Judgement& judgement, const View& view, const Observation& evidence) {
  blame(judgement, view, evidence.reason,
        evidence.detail.empty() ? to_name(evidence.reason) : evidence.detail);
}

// A check that is down, or what brings it down.
void blame_down(Judgement& judgement, const View& view) {
  const bool elsewhere = view.excuse != nullptr && view.certain;
  const View& cause = elsewhere ? *view.excuse : view;
  blame(judgement, cause, cause.check->last_fail);
  if (elsewhere) {
    judgement.detail += "; " + view.check->spec->name + " is down because of it";
  } else if (view.excuse != nullptr) {
    judgement.detail += "; waiting for a look at " + view.excuse->check->spec->name;
  }
}

void blame_unknown(Judgement& judgement, const View& view) {
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
TimePoint unknown_since(std::span<const View> views, const RoleRules& rules,
                        const RoleMemory& memory) {
  TimePoint since = memory.grace_begin + rules.grace;
  for (const View& view : views) {
    if (const auto& evidence = view.check->condition.evidence_time()) {
      since = std::max(since, *evidence + rules.stale_after);
    }
  }
  return since;
}

void judge_unknown(Judgement& judgement, std::span<const View> views, const RoleRules& rules,
                   const RoleMemory& memory, TimePoint now) {
  judgement.verdict = Verdict::unknown;
  if (const View* cause = worst(views, [](const View&) { return true; })) {
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
  for (const View& view : views) {  // the youngest: all that is known is older still
    const auto& evidence = view.check->condition.evidence_time();
    if (evidence && (!judgement.evidence || *evidence > *judgement.evidence)) {
      judgement.evidence = evidence;
    }
  }
}

// Nothing is asked of the role here but that it could start.
Judgement judge_standby(std::span<const View> views) {
  Judgement judgement;
  judgement.verdict = Verdict::standby;
  judgement.reason = Reason::ok;
  judgement.detail = "runs elsewhere; ready to start here";
  const auto ready = [](const View& view) {
    return view.state == ConditionState::up || !says_on_standby(view.check->spec->kind());
  };
  for (const View& view : views) {
    if (!view.fresh || !says_on_standby(view.check->spec->kind())) continue;
    const TimePoint evidence = *view.check->condition.evidence_time();
    if (!judgement.evidence || evidence < *judgement.evidence) judgement.evidence = evidence;
  }
  if (const View* down = worst(views, [](const View& view) {
        return view.state == ConditionState::down && says_on_standby(view.check->spec->kind());
      })) {
    blame(judgement, *down, down->check->last_fail);
  } else if (const View* unknown =
                 worst(views, [&ready](const View& view) { return !ready(view); })) {
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

Judgement judge(const RoleRules& rules, std::span<const std::shared_ptr<const CheckHealth>> checks,
                const RoleMemory& memory, TimePoint now) {
  std::vector<View> views;
  views.reserve(checks.size());
  for (const auto& check : checks) views.push_back(look_at(*check, rules, memory, now));
  for (View& view : views) find_excuse(view, view, views);

  Judgement judgement;
  judgement.reason = Reason::ok;
  bool suspicion = false;
  bool anything_known = false;
  for (const View& view : views) {
    suspicion |= view.suspicious();
    anything_known |= view.state != ConditionState::unknown;
    if (view.waiting) {
      judgement.valid_until = std::min(judgement.valid_until, memory.grace_begin + rules.grace);
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

  const auto fails = [&](const View& view) {
    return view.counts && ((view.down() && view.excuse == nullptr) ||
                           (view.slow && rules.failure_condition_level >= 5));
  };
  const auto is_down = [](const View& view) { return view.down(); };
  const auto is_waiting = [](const View& view) { return view.waiting; };
  const auto is_unknown = [](const View& view) { return view.state == ConditionState::unknown; };
  const auto is_slow = [](const View& view) { return view.slow; };
  const auto is_suspicious = [](const View& view) { return view.suspicious(); };

  if (const View* cause = worst(views, fails)) {
    judgement.verdict = Verdict::unhealthy;
    blame(judgement, *cause, cause->down() ? cause->check->last_fail : cause->check->last_degraded);
    judgement.evidence = cause->check->condition.evidence_time();
    judgement.answers = {false, false};
    return judgement;
  }
  if (const View* cause = worst(views, is_waiting)) {
    judgement.verdict = Verdict::initializing;
    const CheckHealth& check = *cause->check;
    const bool seen = check.last.reason != Reason::not_observed;
    blame(judgement, *cause, check.last.reason,
          seen && !check.last.detail.empty() ? check.last.detail : "no pass yet, in grace");
  } else if (!anything_known) {
    judge_unknown(judgement, views, rules, memory, now);
  } else if (const View* down = worst(views, is_down)) {
    judgement.verdict = Verdict::degraded;
    blame_down(judgement, *down);
  } else if (const View* unknown = worst(views, is_unknown)) {
    judgement.verdict = Verdict::degraded;
    blame_unknown(judgement, *unknown);
  } else if (const View* slow = worst(views, is_slow)) {
    judgement.verdict = Verdict::degraded;
    blame(judgement, *slow, slow->check->last_degraded);
  } else if (const View* suspect = worst(views, is_suspicious)) {
    judgement.verdict = Verdict::healthy;
    blame(judgement, *suspect, suspect->check->last_fail);
    judgement.detail += "; not enough in a row to turn it down";
  } else {
    judgement.verdict = Verdict::healthy;
    judgement.detail = "all checks pass";
  }
  if (suspicion) judgement.answers.looks_alive = false;
  return judgement;
}

}  // namespace deepalive
