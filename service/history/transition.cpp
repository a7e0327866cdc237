#include "service/history/transition.h"

#include <boost/json.hpp>

#include "service/journal/json_fields.h"
#include "service/journal/json_time.h"

namespace deepalive::service {

namespace json = boost::json;

Transition make_transition(const RoleChange& change, Instant now) {
  const Judgement& judgement = change.after->judgement;
  return {.role = change.after->spec->name,
          .time = now,
          .before = change.before->judgement.verdict,
          .after = judgement.verdict,
          .answers = judgement.answers,
          .reason = judgement.reason,
          .check = judgement.check,
          .detail = judgement.detail,
          .generation = change.after->generation,
          .since = change.after->since.wall,
          .incident = {}};
}

json::object to_shown_json(const Transition& transition) {
  return {{"time", to_utc_text(transition.time.wall)},
          {"role", transition.role},
          {"before", to_name(transition.before)},
          {"verdict", to_name(transition.after)},
          {"looks_alive", transition.answers.looks_alive},
          {"is_alive", transition.answers.is_alive},
          {"reason", to_name(transition.reason)},
          {"check", transition.check},
          {"detail", transition.detail},
          {"generation", transition.generation},
          {"since", to_utc_text(transition.since)},
          {"incident",
           transition.incident.empty() ? json::value(nullptr) : json::value(transition.incident)}};
}

json::object to_json(const Transition& transition) {
  json::object object = to_shown_json(transition);
  object["steady_ns"] = nanoseconds_of(transition.time.steady);
  object["unix_ns"] = nanoseconds_of(transition.time.wall);
  object["since_unix_ns"] = nanoseconds_of(transition.since);
  return object;
}

std::optional<Transition> transition_from_json(const json::value& value) {
  const json::object* const object = value.if_object();
  if (object == nullptr) return std::nullopt;
  const JsonFields fields(*object);
  const auto before = verdict_from_name(fields.text("before"));
  const auto after = verdict_from_name(fields.text("verdict"));
  Transition transition{
      .role = fields.text("role"),
      .time = {time_of<TimePoint>(fields.number("steady_ns")),
               time_of<WallTime>(fields.number("unix_ns"))},
      .before = before.value_or(Verdict::unknown),
      .after = after.value_or(Verdict::unknown),
      .answers = {fields.flag("looks_alive"), fields.flag("is_alive")},
      .reason = reason_from_name(fields.text("reason")).value_or(Reason::internal_error),
      .check = fields.text("check"),
      .detail = fields.text("detail"),
      .generation = static_cast<std::uint64_t>(fields.number("generation")),
      .since = time_of<WallTime>(fields.number("since_unix_ns")),
      .incident = fields.text("incident")};
  if (transition.role.empty() || !before || !after) return std::nullopt;
  return transition;
}

}  // namespace deepalive::service
