#include "service/state/role_json.h"

#include <algorithm>
#include <boost/json.hpp>
#include <chrono>
#include <string>
#include <string_view>

#include "core/protocol.h"

namespace deepalive::service {
namespace {

namespace json = boost::json;
using std::chrono::duration_cast;
using std::chrono::milliseconds;

constexpr std::size_t kMaxDetail = 1024;  // bytes
constexpr std::int64_t kMaxStreak = 1000;

std::int64_t to_ms(WallTime time) {
  return duration_cast<milliseconds>(time.time_since_epoch()).count();
}
std::int64_t to_ms(TimePoint time, Instant now) {
  return to_ms(now.wall + duration_cast<WallTime::duration>(time - now.steady));
}

// A wall clock that was set back must not make evidence younger than it can be.
TimePoint from_ms(std::int64_t ms, Instant now) {
  constexpr std::int64_t kOldest = std::int64_t{10} * 365 * 24 * 3600 * 1000;
  const std::int64_t age = std::clamp<std::int64_t>(to_ms(now.wall) - ms, 0, kOldest);
  return now.steady - milliseconds(age);
}

std::optional<std::int64_t> number(const json::object& object, std::string_view name) {
  const json::value* const value = object.if_contains(name);
  if (!value || !value->is_int64()) return std::nullopt;
  return value->get_int64();
}
std::string_view text(const json::object& object, std::string_view name) {
  const json::value* const value = object.if_contains(name);
  if (!value || !value->is_string()) return {};
  return value->get_string();
}
std::string cut(std::string_view words) { return std::string(words.substr(0, kMaxDetail)); }

json::object to_json(const Debounce& debounce) {
  return {{"state", to_name(debounce.state())}, {"streak", debounce.streak()}};
}

Debounce debounce(const json::object& parent, std::string_view name) {
  const json::value* const value = parent.if_contains(name);
  const json::object* const object = value ? value->if_object() : nullptr;
  if (!object) return {};
  const auto streak =
      std::clamp<std::int64_t>(number(*object, "streak").value_or(0), 0, kMaxStreak);
  const std::string_view word = text(*object, "state");
  ConditionState state = ConditionState::unknown;
  if (word == to_name(ConditionState::up)) state = ConditionState::up;
  if (word == to_name(ConditionState::down)) state = ConditionState::down;
  return {state, static_cast<unsigned>(streak)};
}

json::object to_json(const RoleStart::Check& check, Instant now) {
  const ConditionParts& parts = check.condition.parts();
  json::object object{{"health", to_json(parts.health)}};
  if (parts.slowness != Debounce()) object["slowness"] = to_json(parts.slowness);
  const auto add = [&](std::string_view name, const std::optional<TimePoint>& time) {
    if (time) object[name] = to_ms(*time, now);
  };
  add("evidence", parts.evidence_time);
  add("last_pass", parts.last_pass);
  add("failing_since", parts.failing_since);
  // Why it is down is of interest while it is, or may soon be.
  if (parts.failing_since || parts.health.state() == ConditionState::down) {
    object["reason"] = to_name(check.last_fail.reason);
    object["detail"] = cut(check.last_fail.detail);
  }
  return object;
}

RoleStart::Check check_from(const json::object& object, Instant now) {
  const auto time = [&](std::string_view name) -> std::optional<TimePoint> {
    const auto ms = number(object, name);
    return ms ? std::optional(from_ms(*ms, now)) : std::nullopt;
  };
  RoleStart::Check check;
  check.condition = Condition({.health = debounce(object, "health"),
                               .slowness = debounce(object, "slowness"),
                               .evidence_time = time("evidence"),
                               .last_pass = time("last_pass"),
                               .failing_since = time("failing_since")});
  if (const auto reason = reason_from_name(text(object, "reason"))) {
    check.last_fail.outcome = Outcome::fail;
    check.last_fail.reason = *reason;
    check.last_fail.detail = cut(text(object, "detail"));
    check.last_fail.time = {check.condition.evidence_time().value_or(now.steady), now.wall};
  }
  return check;
}

// Over by now: none.
std::optional<Maintenance> maintenance_from(const json::object& object, Instant now) {
  const auto until = number(object, "until");
  if (!until || *until <= to_ms(now.wall)) return std::nullopt;
  const std::int64_t left = std::min<std::int64_t>(
      *until - to_ms(now.wall), std::int64_t{protocol::kMaxMaintenanceSeconds} * 1000);
  return Maintenance{.until = now.steady + milliseconds(left),
                     .until_wall = now.wall + milliseconds(left),
                     .reason = cut(text(object, "reason"))};
}

}  // namespace

json::value to_json(const RoleStart& role, Instant now) {
  json::object checks;
  for (const auto& [name, check] : role.checks) checks[name] = to_json(check, now);
  json::object object{
      {"placement", role.placement == NodePlacement::standby ? "standby" : "active"},
      {"generation", role.generation},
      {"checks", std::move(checks)}};
  if (role.maintenance) {
    object["maintenance"] = {{"until", to_ms(role.maintenance->until_wall)},
                             {"reason", cut(role.maintenance->reason)}};
  }
  return object;
}

std::optional<RoleStart> role_from_json(const json::value& value, Instant now) {
  const json::object* const object = value.if_object();
  if (!object) return std::nullopt;
  RoleStart role;
  if (text(*object, "placement") == "standby") role.placement = NodePlacement::standby;
  role.generation = static_cast<std::uint64_t>(
      std::max<std::int64_t>(number(*object, "generation").value_or(0), 0));
  if (const json::value* maintenance = object->if_contains("maintenance")) {
    if (maintenance->is_object()) {
      role.maintenance = maintenance_from(maintenance->get_object(), now);
    }
  }
  const json::value* const checks = object->if_contains("checks");
  if (!checks || !checks->is_object()) return role;
  for (const auto& [name, check] : checks->get_object()) {
    if (check.is_object()) role.checks.emplace(name, check_from(check.get_object(), now));
  }
  return role;
}

}  // namespace deepalive::service
