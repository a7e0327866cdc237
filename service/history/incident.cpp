#include "service/history/incident.h"

#include <algorithm>
#include <boost/json.hpp>

#include "service/evidence_json.h"
#include "service/status_report.h"

namespace deepalive::service {
namespace {

namespace json = boost::json;

constexpr std::size_t kMaxRoleInName = 40;
constexpr std::size_t kMostResponses = 50;  // some 5 KiB each

template <class State>
json::value state_of(const std::optional<State>& state) {
  return state ? json::value(to_name(*state)) : json::value(nullptr);
}

json::object describe(const Inventory& inventory) {
  json::object services;
  for (const auto& [name, state] : inventory.services) services[name] = state_of(state);
  json::object sites;
  for (const auto& [name, state] : inventory.sites) sites[name] = state_of(state);
  json::object pools;
  for (const auto& [name, pool] : inventory.app_pools) {
    pools[name] =
        json::object{{"state", state_of(pool.state)}, {"worker_processes", pool.worker_processes}};
  }
  return {{"services", std::move(services)},
          {"sites", std::move(sites)},
          {"app_pools", std::move(pools)}};
}

json::array describe_responses(const RoleHealth& role) {
  json::array responses;
  for (const auto& check : role.checks) {
    const Observation& fail = check->last_fail;
    if (!check->condition.failing_since() || !fail.http || !fail.http->response) continue;
    if (responses.size() == kMostResponses) break;
    json::object response{{"check", check->spec->name}, {"time", to_utc_text(fail.time.wall)}};
    json::object start = to_json(*fail.http->response);
    response.insert(start.begin(), start.end());
    responses.push_back(std::move(response));
  }
  return responses;
}

}  // namespace

bool is_incident(const RoleChange& change) {
  const Verdict verdict = change.after->judgement.verdict;
  return verdict != change.before->judgement.verdict &&
         (verdict == Verdict::unhealthy || verdict == Verdict::degraded ||
          verdict == Verdict::unknown);
}

std::string incident_name(const Transition& transition) {
  std::string name = to_utc_text(transition.time.wall);
  std::erase_if(name, [](char c) { return c == '-' || c == ':' || c == '.' || c == 'Z'; });
  return name + "-" + transition.role.substr(0, kMaxRoleInName);
}

std::string incident_json(const Transition& transition, const RoleHealth& role,
                          const Inventory& inventory) {
  json::object incident{{"incident", transition.incident},
                        {"transition", to_shown_json(transition)},
                        {"responses", describe_responses(role)}};
  const std::string status = status_json(role, transition.time);
  std::size_t room = kMaxIncident - std::min(kMaxIncident, json::serialize(incident).size());
  const bool with_status = status.size() < room;
  incident["role"] = with_status ? json::parse(status) : json::value(nullptr);
  if (with_status) room -= status.size();
  json::object node = describe(inventory);
  const bool with_node = json::serialize(node).size() < room;
  incident["node"] = with_node ? json::value(std::move(node)) : json::value(nullptr);
  incident["complete"] = with_status && with_node;
  return json::serialize(incident);
}

}  // namespace deepalive::service
