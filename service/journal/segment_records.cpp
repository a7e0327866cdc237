#include "service/journal/segment_records.h"

#include <algorithm>
#include <boost/json.hpp>
#include <memory>
#include <utility>
#include <variant>

#include "cmake/version/build_info.h"
#include "service/journal/json_fields.h"
#include "service/journal/json_time.h"

namespace deepalive::service {
namespace {

namespace json = boost::json;

template <class Time>
json::value optional_time(const std::optional<Time>& time) {
  return time ? json::value(nanoseconds_of(*time)) : json::value(nullptr);
}

std::optional<TimePoint> read_time(const JsonFields& fields, std::string_view key) {
  if (!fields.has(key)) return std::nullopt;
  return time_of<TimePoint>(fields.number(key));
}

json::object format(const Instant& instant) {
  return {{"steady_ns", nanoseconds_of(instant.steady)}, {"unix_ns", nanoseconds_of(instant.wall)}};
}

Instant read_instant(const JsonFields& fields, std::string_view key) {
  const json::object* const object = fields.object(key);
  if (object == nullptr) return {};
  const JsonFields parts(*object);
  return {time_of<TimePoint>(parts.number("steady_ns")),
          time_of<WallTime>(parts.number("unix_ns"))};
}

json::array numbers(const std::vector<std::size_t>& values) {
  json::array array;
  for (const std::size_t value : values) array.emplace_back(value);
  return array;
}

// Indices that do not exist are left out.
std::vector<std::size_t> read_numbers(const json::array& array, std::size_t limit) {
  std::vector<std::size_t> values;
  for (const json::value& value : array) {
    boost::system::error_code error;
    const auto number = value.is_number() ? value.to_number<std::size_t>(error) : limit;
    if (!error && number < limit) values.push_back(number);
  }
  return values;
}

json::object format_rules(const RoleRules& rules) {
  json::array groups;
  for (const GroupSpec& group : rules.groups) {
    groups.push_back(json::object{{"name", group.name},
                                  {"members", numbers(group.members)},
                                  {"required", group.required},
                                  {"level", group.level}});
  }
  return {{"failure_condition_level", rules.failure_condition_level},
          {"grace_ns", to_nanoseconds(rules.grace)},
          {"hold_ns", to_nanoseconds(rules.hold)},
          {"stale_after_ns", to_nanoseconds(rules.stale_after)},
          {"on_unknown", rules.on_unknown == UnknownPolicy::dead ? "dead" : "alive"},
          {"groups", std::move(groups)}};
}

RoleRules read_rules(const JsonFields& fields, std::size_t checks) {
  RoleRules rules;
  rules.failure_condition_level = static_cast<int>(fields.number("failure_condition_level"));
  rules.grace = length_of<Duration>(fields.number("grace_ns"));
  rules.hold = length_of<Duration>(fields.number("hold_ns"));
  rules.stale_after = length_of<Duration>(fields.number("stale_after_ns"));
  rules.on_unknown =
      fields.text("on_unknown") == "dead" ? UnknownPolicy::dead : UnknownPolicy::alive;
  for (const json::value& value : fields.array("groups")) {
    if (!value.is_object()) continue;
    const JsonFields group(value.get_object());
    rules.groups.push_back({.name = group.text("name"),
                            .members = read_numbers(group.array("members"), checks),
                            .required = static_cast<std::size_t>(group.number("required")),
                            .level = static_cast<int>(group.number("level"))});
  }
  return rules;
}

json::object format(const CheckSpec& check) {
  return {{"name", check.name},
          {"kind", to_name(check.kind())},
          {"level", check.level},
          {"scope", check.scope == CheckScope::shared ? "shared" : "node"},
          {"fall", check.thresholds.fall},
          {"rise", check.thresholds.rise},
          {"depends_on", numbers(check.depends_on)}};
}

using Target = decltype(CheckSpec::target);

// A target of the kind with this name, and nothing else in it.
template <std::size_t Index = 0>
Target target_of_kind(std::string_view name) {
  if constexpr (Index + 1 < std::variant_size_v<Target>) {
    if (to_name(static_cast<CheckKind>(Index)) != name) return target_of_kind<Index + 1>(name);
  }
  return Target(std::in_place_index<Index>);
}

CheckSpec read_check(const JsonFields& fields, std::size_t earlier_and_later) {
  CheckSpec check;
  check.name = fields.text("name");
  check.target = target_of_kind(fields.text("kind"));
  check.level = static_cast<int>(fields.number("level"));
  check.scope = fields.text("scope") == "shared" ? CheckScope::shared : CheckScope::node;
  check.thresholds = {.fall = static_cast<unsigned>(fields.number("fall")),
                      .rise = static_cast<unsigned>(fields.number("rise"))};
  check.depends_on = read_numbers(fields.array("depends_on"), earlier_and_later);
  return check;
}

json::object format(const Debounce& debounce) {
  return {{"state", to_name(debounce.state())}, {"streak", debounce.streak()}};
}

Debounce read_debounce(const json::object* object) {
  if (object == nullptr) return {};
  const JsonFields fields(*object);
  const std::string state = fields.text("state");
  return {state == "up"     ? ConditionState::up
          : state == "down" ? ConditionState::down
                            : ConditionState::unknown,
          static_cast<unsigned>(fields.number("streak"))};
}

json::object format(const Observation& observation) {
  return {{"outcome", to_name(observation.outcome)},
          {"degraded", observation.degraded},
          {"reason", to_name(observation.reason)},
          {"detail", observation.detail},
          {"time", format(observation.time)}};
}

Observation read_observation(const json::object* object) {
  Observation observation;
  if (object == nullptr) return observation;
  const JsonFields fields(*object);
  const std::string outcome = fields.text("outcome");
  observation.outcome = outcome == "pass"   ? Outcome::pass
                        : outcome == "fail" ? Outcome::fail
                                            : Outcome::indeterminate;
  observation.degraded = fields.flag("degraded");
  observation.reason = reason_from_name(fields.text("reason")).value_or(Reason::internal_error);
  observation.detail = fields.text("detail");
  observation.time = read_instant(fields, "time");
  return observation;
}

json::object format_state(const CheckHealth& check) {
  const ConditionParts& parts = check.condition.parts();
  json::object object{{"health", format(parts.health)},
                      {"slowness", format(parts.slowness)},
                      {"evidence_ns", optional_time(parts.evidence_time)},
                      {"last_pass_ns", optional_time(parts.last_pass)},
                      {"failing_since_ns", optional_time(parts.failing_since)}};
  const auto add = [&object](std::string_view key, const Observation& observation) {
    if (observation.reason != Reason::not_observed) object[key] = format(observation);
  };
  if (check.is_new) object["is_new"] = true;
  add("last", check.last);
  add("last_fail", check.last_fail);
  add("last_degraded", check.last_degraded);
  return object;
}

void read_state(const JsonFields& fields, CheckHealth& check) {
  check.condition = Condition({.health = read_debounce(fields.object("health")),
                               .slowness = read_debounce(fields.object("slowness")),
                               .evidence_time = read_time(fields, "evidence_ns"),
                               .last_pass = read_time(fields, "last_pass_ns"),
                               .failing_since = read_time(fields, "failing_since_ns")});
  check.is_new = fields.has("is_new") && fields.flag("is_new");
  check.last = read_observation(fields.object("last"));
  check.last_fail = read_observation(fields.object("last_fail"));
  check.last_degraded = read_observation(fields.object("last_degraded"));
}

json::object format(const RoleMemory& memory) {
  json::object object{
      {"placement", memory.placement == NodePlacement::standby ? "standby" : "active"},
      {"grace_begin_ns", nanoseconds_of(memory.grace_begin)},
      {"looks_alive", memory.last_known.looks_alive},
      {"is_alive", memory.last_known.is_alive}};
  if (memory.recycle) {
    object["recycle"] = json::object{{"app_pool", memory.recycle->app_pool},
                                     {"not_before_ns", nanoseconds_of(memory.recycle->not_before)},
                                     {"seen_ns", nanoseconds_of(memory.recycle->seen)}};
  }
  if (memory.maintenance) {
    object["maintenance"] =
        json::object{{"until_ns", nanoseconds_of(memory.maintenance->until)},
                     {"until_unix_ns", nanoseconds_of(memory.maintenance->until_wall)},
                     {"reason", memory.maintenance->reason}};
  }
  return object;
}

RoleMemory read_memory(const JsonFields& fields) {
  RoleMemory memory;
  memory.placement =
      fields.text("placement") == "standby" ? NodePlacement::standby : NodePlacement::active;
  memory.grace_begin = time_of<TimePoint>(fields.number("grace_begin_ns"));
  memory.last_known = {fields.flag("looks_alive"), fields.flag("is_alive")};
  if (const auto* object = fields.object("recycle")) {
    const JsonFields recycle(*object);
    memory.recycle = {.app_pool = recycle.text("app_pool"),
                      .not_before = time_of<TimePoint>(recycle.number("not_before_ns")),
                      .seen = time_of<TimePoint>(recycle.number("seen_ns"))};
  }
  if (const auto* object = fields.object("maintenance")) {
    const JsonFields maintenance(*object);
    memory.maintenance = {.until = time_of<TimePoint>(maintenance.number("until_ns")),
                          .until_wall = time_of<WallTime>(maintenance.number("until_unix_ns")),
                          .reason = maintenance.text("reason")};
  }
  return memory;
}

// Whoever follows dependencies must get to their end, also if a disk made a circle of them.
bool has_circle(const std::vector<CheckSpec>& checks) {
  std::vector<char> state(checks.size(), 0);  // 1: on the way, 2: done
  const auto visit = [&](const auto& self, std::size_t index) -> bool {
    if (state[index] != 0) return state[index] == 1;
    state[index] = 1;
    for (const std::size_t next : checks[index].depends_on) {
      if (self(self, next)) return true;
    }
    state[index] = 2;
    return false;
  };
  for (std::size_t i = 0; i < checks.size(); ++i) {
    if (visit(visit, i)) return true;
  }
  return false;
}

std::optional<json::object> parse_object(std::string_view text) {
  boost::system::error_code error;
  // A detail may quote what was no UTF-8.
  const json::parse_options options{.allow_invalid_utf8 = true};
  json::value value = json::parse({text.data(), text.size()}, error, {}, options);
  if (error || !value.is_object()) return std::nullopt;
  return std::move(value.get_object());
}

}  // namespace

std::string format_begin(const SegmentHead& head) {
  json::array reasons;
  for (const ReasonInfo& reason : all_reasons()) reasons.emplace_back(reason.name);
  return json::serialize(json::object{{"agent", build_info().version},
                                      {"time", format(head.time)},
                                      {"continues", head.continues},
                                      {"reasons", std::move(reasons)}});
}

std::optional<SegmentHead> read_begin(std::string_view text) {
  const auto object = parse_object(text);
  if (!object) return std::nullopt;
  const JsonFields fields(*object);
  SegmentHead head{read_instant(fields, "time"), fields.flag("continues")};
  for (const json::value& name : fields.array("reasons")) {
    const auto reason =
        name.is_string() ? reason_from_name(std::string_view(name.get_string())) : std::nullopt;
    head.reasons.push_back(reason.value_or(Reason::internal_error));
  }
  return head;
}

std::string format_role(const RoleHealth& role) {
  json::array checks;
  for (const auto& check : role.checks) {
    json::object object = format(*check->spec);
    object["state"] = format_state(*check);
    checks.push_back(std::move(object));
  }
  // What the next judgement is compared with.
  const Judgement& judgement = role.judgement;
  json::object verdict{{"verdict", to_name(judgement.verdict)},
                       {"looks_alive", judgement.answers.looks_alive},
                       {"is_alive", judgement.answers.is_alive},
                       {"reason", to_name(judgement.reason)},
                       {"check", judgement.check}};
  return json::serialize(json::object{{"role", role.spec->name},
                                      {"rules", format_rules(role.spec->rules)},
                                      {"checks", std::move(checks)},
                                      {"memory", format(role.memory)},
                                      {"judgement", std::move(verdict)},
                                      {"generation", role.generation},
                                      {"since", format(role.since)}});
}

std::optional<RoleHealth> read_role(std::string_view text) {
  const auto object = parse_object(text);
  if (!object) return std::nullopt;
  const JsonFields fields(*object);
  const json::array& checks = fields.array("checks");
  const json::object* const rules = fields.object("rules");
  const json::object* const memory = fields.object("memory");
  const json::object* const judgement = fields.object("judgement");
  if (!rules || !memory || !judgement || fields.text("role").empty()) return std::nullopt;

  RoleSpec spec;
  spec.name = fields.text("role");
  spec.rules = read_rules(JsonFields(*rules), checks.size());
  for (const json::value& check : checks) {
    if (!check.is_object()) return std::nullopt;
    spec.checks.push_back(read_check(JsonFields(check.get_object()), checks.size()));
  }
  if (has_circle(spec.checks)) return std::nullopt;

  RoleHealth role;
  role.spec = std::make_shared<const RoleSpec>(std::move(spec));
  std::vector<CheckList::Item> items;
  for (std::size_t i = 0; i < checks.size(); ++i) {
    CheckHealth check;
    check.spec = std::shared_ptr<const CheckSpec>(role.spec, &role.spec->checks[i]);
    const JsonFields parts(checks[i].get_object());
    if (const auto* state = parts.object("state")) read_state(JsonFields(*state), check);
    items.push_back(std::make_shared<const CheckHealth>(std::move(check)));
  }
  role.checks = std::move(items);
  role.memory = read_memory(JsonFields(*memory));
  const JsonFields last(*judgement);
  role.judgement.verdict = verdict_from_name(last.text("verdict")).value_or(Verdict::initializing);
  role.judgement.answers = {last.flag("looks_alive"), last.flag("is_alive")};
  role.judgement.reason = reason_from_name(last.text("reason")).value_or(Reason::internal_error);
  role.judgement.check = last.text("check");
  role.generation = static_cast<std::uint64_t>(fields.number("generation"));
  role.since = read_instant(fields, "since");
  return role;
}

std::optional<Transition> read_transition(const Frame& frame) {
  if (frame.type != static_cast<std::uint8_t>(FrameType::transition)) return std::nullopt;
  const auto object = parse_object(frame.payload);
  if (!object) return std::nullopt;
  return transition_from_json(*object);
}

}  // namespace deepalive::service
