#include "service/page/check_item.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <numeric>

#include "service/page/html.h"
#include "service/page/sparkline.h"

namespace deepalive::service {
namespace {

// How a condition is shown.
struct Shown {
  int rank;  // the worst first
  std::string_view tone;
  std::string_view icon;
  std::string_view word;
};

Shown shown(const RoleHealth& role, std::size_t index, TimePoint now) {
  const Condition& condition = role.checks[index]->condition;
  switch (condition.state_at(now, role.spec->rules.stale_after)) {
    case ConditionState::down:
      // One that cannot fail the role is not painted as if it could.
      return counts(role.spec->rules, *role.checks[index]->spec, index)
                 ? Shown{0, "bad", "unhealthy", "down"}
                 : Shown{1, "warn", "unhealthy", "down"};
    case ConditionState::unknown:
      return condition.evidence_time() ? Shown{2, "warn", "unknown", "stale"}
                                       : Shown{3, "idle", "unknown", "unknown"};
    case ConditionState::up:
      break;
  }
  if (condition.pending()) return {4, "warn", "degraded", "up"};
  if (condition.degraded()) return {5, "warn", "degraded", "degraded"};
  return {6, "good", "healthy", "up"};
}

// What is worth knowing beside the state, in a few words.
std::string notes(const RoleHealth& role, std::size_t index) {
  const CheckHealth& check = *role.checks[index];
  const Condition& condition = check.condition;
  std::string text(to_name(check.spec->kind()));
  if (check.spec->scope == CheckScope::shared) {
    text += " · shared by all nodes";
  } else if (!counts(role.spec->rules, *check.spec, index)) {
    text += " · does not fail the role";
  }
  if (condition.pending() && condition.streak() > 0) {
    const bool down = condition.state() == ConditionState::down;
    fmt::format_to(std::back_inserter(text), " · <b>changing: {} of {} {}</b>", condition.streak(),
                   down ? check.spec->thresholds.rise : check.spec->thresholds.fall,
                   down ? "passes" : "fails");
  }
  return text;
}

// The last look, and why the check is down while passes are counted already.
std::string said(const CheckHealth& check) {
  const auto text = [](const Observation& seen) {
    return escaped(seen.detail.empty() ? to_name(seen.reason) : seen.detail);
  };
  std::string out = text(check.last);
  if (check.condition.state() == ConditionState::down && check.last.outcome != Outcome::fail) {
    out += " <span class=\"dim\">(down because of: " + text(check.last_fail) + ")</span>";
  }
  return out;
}

}  // namespace

std::vector<std::size_t> worst_first(const RoleHealth& role, TimePoint now) {
  std::vector<int> ranks(role.checks.size());
  for (std::size_t i = 0; i < ranks.size(); ++i) ranks[i] = shown(role, i, now).rank;
  std::vector<std::size_t> order(ranks.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, {}, [&ranks](std::size_t index) { return ranks[index]; });
  return order;
}

void add_check(std::string& out, const RoleHealth& role, std::size_t index,
               std::span<const RecentResult> results, TimePoint now) {
  const CheckHealth& check = *role.checks[index];
  const Shown state = shown(role, index, now);
  fmt::format_to(std::back_inserter(out),
                 "<li id=\"check-{0}.{1}\"><span class=\"state {2}\">{3}{4}</span>"
                 "<span class=\"what\"><b>{1}</b> <small class=\"dim\">{5}</small></span>{6}"
                 "<span class=\"said\">{7}</span><small class=\"dim seen\">",
                 escaped(role.spec->name), escaped(check.spec->name), state.tone, icon(state.icon),
                 state.word, notes(role, index), sparkline(results), said(check));
  if (check.last.reason == Reason::not_observed) {
    out += "not looked at yet";
  } else {
    fmt::format_to(std::back_inserter(out), "<span>{} · took {}</span> ",
                   time_element(check.last.time.wall), duration_text(check.last.duration));
    if (check.last.http) out += phases_text(check.last.http->phases);
  }
  out += "</small></li>\n";
}

}  // namespace deepalive::service
