#include "service/status_report.h"

#include <boost/json.hpp>

#include "cmake/version/build_info.h"
#include "service/evidence_json.h"

namespace deepalive::service {
namespace {

namespace json = boost::json;

json::object describe(const CheckHealth& check, const RoleRules& rules, std::size_t index,
                      Instant now) {
  const Condition& condition = check.condition;
  const bool observed = check.last.reason != Reason::not_observed;
  json::object object{
      {"check", check.spec->name},
      {"kind", to_name(check.spec->kind())},
      {"level", check.spec->level},
      {"counts", counts(rules, *check.spec, index)},
      {"scope", check.spec->scope == CheckScope::shared ? "shared" : "node"},
      {"state", to_name(condition.state_at(now.steady, rules.stale_after))},
      {"pending", condition.pending()},
      {"streak", condition.streak()},
      {"degraded", condition.degraded()},
      {"outcome", observed ? json::value(to_name(check.last.outcome)) : json::value(nullptr)},
      {"reason", to_name(check.last.reason)},
      {"detail", check.last.detail},
      {"last_observation",
       observed ? json::value(to_utc_text(check.last.time.wall)) : json::value(nullptr)},
      {"age_ms", condition.evidence_time()
                     ? json::value(to_milliseconds(now.steady - *condition.evidence_time()))
                     : json::value(nullptr)},
      {"duration_seconds", to_seconds(check.last.duration)},
  };
  if (check.last.http) object["http"] = to_json(*check.last.http);
  return object;
}

json::object describe(const GroupSpec& group, const RoleHealth& role, Instant now) {
  json::array members;
  std::size_t down = 0;
  for (const std::size_t index : group.members) {
    const CheckHealth& check = *role.checks[index];
    members.push_back(json::string(check.spec->name));
    const auto state = check.condition.state_at(now.steady, role.spec->rules.stale_after);
    if (state == ConditionState::down) ++down;
  }
  return {{"group", group.name},
          {"members", std::move(members)},
          {"required", group.required},
          {"not_down", group.members.size() - down},
          {"level", group.level}};
}

// The oldest first.
json::array describe(const std::vector<RecentResult>& results) {
  json::array array;
  array.reserve(results.size());
  for (const RecentResult& result : results) {
    json::object object{{"time", to_utc_text(result.time)},
                        {"outcome", to_name(result.outcome)},
                        {"degraded", result.degraded},
                        {"reason", to_name(result.reason)},
                        {"duration_seconds", to_seconds(result.duration)}};
    if (result.phases) object["phases_seconds"] = to_json(*result.phases);
    array.push_back(std::move(object));
  }
  return array;
}

// Null when there is none.
json::value describe_maintenance(const RoleHealth& role, Instant now) {
  const auto& maintenance = role.memory.maintenance;
  if (!maintenance || maintenance->until <= now.steady) return nullptr;
  const Judgement otherwise =
      without_maintenance(role.spec->rules, role.checks, role.memory, now.steady);
  return json::object{{"until", to_utc_text(maintenance->until_wall)},
                      {"reason", maintenance->reason},
                      {"without_it", json::object{{"verdict", to_name(otherwise.verdict)},
                                                  {"is_alive", otherwise.answers.is_alive},
                                                  {"reason", to_name(otherwise.reason)},
                                                  {"check", otherwise.check},
                                                  {"detail", otherwise.detail}}}};
}

json::object describe(const RoleHealth& role, Instant now) {
  const Judgement judgement = current(role, now.steady);
  json::array checks;
  checks.reserve(role.checks.size());
  for (std::size_t i = 0; i < role.checks.size(); ++i) {
    checks.push_back(describe(*role.checks[i], role.spec->rules, i, now));
  }
  json::array groups;
  for (const GroupSpec& group : role.spec->rules.groups) {
    groups.push_back(describe(group, role, now));
  }
  return {
      {"role", role.spec->name},
      {"verdict", to_name(judgement.verdict)},
      {"looks_alive", judgement.answers.looks_alive},
      {"is_alive", judgement.answers.is_alive},
      {"reason", to_name(judgement.reason)},
      {"check", judgement.check},
      {"detail", judgement.detail},
      {"age_ms",
       to_milliseconds(now.steady - judgement.evidence.value_or(role.memory.grace_begin))},
      {"generation", role.generation},
      {"placement", role.memory.placement == NodePlacement::standby ? "standby" : "active"},
      {"standby_ready", standby_ready(judgement)},
      {"since", to_utc_text(role.since.wall)},
      {"failure_condition_level", role.spec->rules.failure_condition_level},
      {"maintenance", describe_maintenance(role, now)},
      {"groups", std::move(groups)},
      {"checks", std::move(checks)},
  };
}

json::array texts(const std::vector<std::string>& lines) {
  json::array array;
  for (const std::string& line : lines) array.emplace_back(line);
  return array;
}

json::object describe(const ConfigurationState& configuration) {
  json::value refused = nullptr;
  if (const auto& refusal = configuration.refused) {
    refused = json::object{{"since", to_utc_text(refusal->time)},
                           {"errors", refusal->errors},
                           {"problems", texts(refusal->problems)}};
  }
  return {{"file", configuration.file},
          {"loaded", to_utc_text(configuration.loaded)},
          {"changes", texts(configuration.changes)},
          {"waiting_for_restart", texts(configuration.waiting)},
          {"refused", std::move(refused)}};
}

}  // namespace

std::string status_json(const NodeHealth& node, Instant started, Instant now,
                        const ConfigurationState* configuration) {
  json::array roles;
  for (const auto& role : node.all()) roles.push_back(describe(*role, now));
  json::object report{
      {"agent", json::object{{"version", build_info().version},
                             {"revision", build_info().revision},
                             {"started", to_utc_text(started.wall)},
                             {"now", to_utc_text(now.wall)}}},
      {"roles", std::move(roles)},
  };
  if (configuration != nullptr) report["configuration"] = describe(*configuration);
  return json::serialize(report);
}

std::string status_json(const RoleHealth& role, Instant now, const RecentResults* recent) {
  json::object object = describe(role, now);
  if (recent != nullptr) {
    json::array& checks = object.at("checks").as_array();
    for (std::size_t i = 0; i < checks.size(); ++i) {
      checks[i].as_object()["recent"] =
          describe(recent->of(role.spec->name, role.checks[i]->spec->name));
    }
  }
  return json::serialize(object);
}

}  // namespace deepalive::service
