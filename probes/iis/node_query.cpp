#include "probes/iis/node_query.h"

#include <algorithm>
#include <variant>

#include "probes/iis/observe.h"

namespace deepalive::probes {
namespace {

void add_unique(std::vector<std::string>& names, const std::string& name) {
  if (std::ranges::find(names, name) == names.end()) names.push_back(name);
}

}  // namespace

IisQuery query_of(const NodeSpec& node) {
  IisQuery query;
  const auto add = [&query](const CheckSpec& check) {
    if (const auto* site = std::get_if<SiteTarget>(&check.target)) {
      add_unique(query.sites, site->site);
    } else if (const auto* pool = std::get_if<AppPoolTarget>(&check.target)) {
      query.app_pools_of_sites |= pool->app_pool.empty();
      if (!pool->app_pool.empty()) add_unique(query.app_pools, pool->app_pool);
    } else if (const auto* workers = std::get_if<WorkerProcessTarget>(&check.target)) {
      query.rapid_fail = true;
      add_unique(query.app_pools, workers->app_pool);
    } else if (std::holds_alternative<ContentPathTarget>(check.target)) {
      query.folders_of_sites = true;  // of sites that have a check of their own
    }
  };
  for (const RoleSpec& role : node.roles) std::ranges::for_each(role.checks, add);
  return query;
}

std::vector<std::string> services_of(const NodeSpec& node) {
  std::vector<std::string> names;
  for (const RoleSpec& role : node.roles) {
    for (const CheckSpec& check : role.checks) {
      if (const auto* service = std::get_if<ServiceTarget>(&check.target)) {
        add_unique(names, service->service_name);
      }
    }
  }
  return names;
}

Observation observe_iis(const Result<IisState>& reading, const CheckSpec& check, WorkerWatch* watch,
                        Instant now, Duration took) {
  if (const auto* site = std::get_if<SiteTarget>(&check.target)) {
    return observe_site(reading, *site, now, took);
  }
  if (const auto* pool = std::get_if<AppPoolTarget>(&check.target)) {
    return observe_app_pool(reading, *pool, now, took);
  }
  return watch->observe(reading, now, took);
}

}  // namespace deepalive::probes
