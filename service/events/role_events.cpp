#include "service/events/role_events.h"

#include <optional>
#include <string>

#include "service/history/incident.h"
#include "service/history/transition.h"

namespace deepalive::service {
namespace {

std::string to_word(NodePlacement placement) {
  return placement == NodePlacement::active ? "active" : "on standby";
}

std::optional<EventId> event_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::healthy:
      return EventId::role_healthy;
    case Verdict::degraded:
      return EventId::role_degraded;
    case Verdict::unhealthy:
      return EventId::role_unhealthy;
    case Verdict::unknown:
      return EventId::role_unknown;
    default:
      return std::nullopt;
  }
}

std::string or_none(std::string text) { return text.empty() ? "none" : std::move(text); }

void add_maintenance(std::vector<Event>& events, const RoleChange& change, Instant now) {
  const std::string& role = change.after->spec->name;
  const auto& before = change.before->memory.maintenance;
  const auto& after = change.after->memory.maintenance;
  if (after) {
    if (before && before->until == after->until && before->reason == after->reason) return;
    events.push_back(make_event(EventId::maintenance_started,
                                {role, to_utc_text(after->until_wall), after->reason}, now));
  } else if (before) {
    const bool is_over = before->until <= now.steady;
    events.push_back(make_event(EventId::maintenance_ended,
                                {role, is_over ? "its time is over" : "it was ended on request"},
                                now));
  }
}

void add_verdict(std::vector<Event>& events, const RoleChange& change, Instant now) {
  const Judgement& judgement = change.after->judgement;
  const Verdict before = change.before->judgement.verdict;
  const auto id = event_of(judgement.verdict);
  if (!id || judgement.verdict == before) return;
  std::vector<std::string> inserts{change.after->spec->name, std::string(to_name(before))};
  if (*id != EventId::role_healthy) {
    inserts.emplace_back(to_name(judgement.reason));
    inserts.push_back(or_none(judgement.check));
    inserts.push_back(judgement.detail);
    inserts.emplace_back(judgement.answers.is_alive ? "alive" : "dead");
    inserts.push_back(is_incident(change) ? incident_name(make_transition(change, now)) : "none");
  }
  events.push_back(make_event(*id, std::move(inserts), now));
}

}  // namespace

std::vector<Event> events_of(const RoleChange& change, Instant now) {
  std::vector<Event> events;
  const NodePlacement before = change.before->memory.placement;
  const NodePlacement after = change.after->memory.placement;
  if (before != after) {
    events.push_back(make_event(EventId::placement_changed,
                                {change.after->spec->name, to_word(before), to_word(after)}, now));
  }
  add_maintenance(events, change, now);
  add_verdict(events, change, now);
  return events;
}

}  // namespace deepalive::service
