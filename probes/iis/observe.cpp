#include "probes/iis/observe.h"

#include <algorithm>
#include <string>
#include <vector>

#include "probes/iis/item_kind.h"

namespace deepalive::probes {
namespace {

struct Seen {
  Outcome outcome = Outcome::pass;
  Reason reason = Reason::ok;
  std::string detail{};
};

template <class Item>
Seen judge_item(const ItemKind& kind, const Item& item, const std::string& stopped_service) {
  const std::string subject = quoted(kind, item.name);
  if (!item.state) {
    return {Outcome::indeterminate, Reason::state_unreadable,
            "the state of " + subject + " cannot be read: " + item.state.error().where};
  }
  if (*item.state == RunState::started) return {.detail = subject + " is started"};
  if (!stopped_service.empty()) {
    return {Outcome::fail, Reason::service_not_running,
            subject + " is not started: " + stopped_service};
  }
  if (*item.state == RunState::unknown) {
    return {Outcome::indeterminate, Reason::state_unreadable,
            "IIS gives the state of " + subject +
                " as Unknown; it does so too when the agent lacks administrator rights"};
  }
  std::string detail = subject + " is " + std::string(to_name(*item.state));
  if (*item.state == RunState::stopped) {
    detail += item.auto_start ? " although it is set to start by itself"
                              : ", on purpose: it is set not to start by itself";
  }
  return {Outcome::fail, kind.not_started, std::move(detail)};
}

template <class Item>
Seen judge_name(const ItemKind& kind, std::string_view name, const std::vector<Item>& items,
                const FoundByName& names, const std::string& stopped_service) {
  const auto entry = names.find(name);
  if (entry == names.end()) {
    return {Outcome::indeterminate, Reason::not_observed,
            quoted(kind, name) + " was not part of the last reading"};
  }
  const Found& found = entry->second;
  if (found.index) return judge_item(kind, items.at(*found.index), stopped_service);
  Error error = not_found_error(kind, name, found);
  return {error.reason == kind.missing ? Outcome::fail : Outcome::indeterminate, error.reason,
          std::move(error.where)};
}

Seen judge_site(const IisState& state, std::string_view name) {
  return judge_name(kSiteItem, name, state.sites, state.site_names, state.stopped_service);
}

Seen judge_app_pool(const IisState& state, std::string_view name) {
  return judge_name(kAppPoolItem, name, state.app_pools, state.app_pool_names,
                    state.stopped_service);
}

std::vector<Seen> judge_app_pools_of_sites(const IisState& state, const AppPoolTarget& target) {
  std::vector<std::string_view> pools;
  std::vector<Seen> findings;
  for (const auto& name : target.sites) {
    const auto entry = state.site_names.find(name);
    if (entry == state.site_names.end() || !entry->second.index) {
      // That a site is missing is for the site's own check to say.
      findings.push_back(
          {Outcome::indeterminate, Reason::state_unreadable,
           "the application pools are not known: " + judge_site(state, name).detail});
      continue;
    }
    const SiteState& site = state.sites.at(*entry->second.index);
    if (!site.app_pools) {
      findings.push_back({Outcome::indeterminate, Reason::state_unreadable,
                          "the application pools of site '" + site.name +
                              "' cannot be read: " + site.app_pools.error().where});
    } else if (site.app_pools->empty()) {
      findings.push_back({Outcome::indeterminate, Reason::state_unreadable,
                          "site '" + site.name + "' has no application, so it uses no pool"});
    } else {
      pools.insert(pools.end(), site.app_pools->begin(), site.app_pools->end());
    }
  }
  std::ranges::sort(pools);
  const auto repeated = std::ranges::unique(pools);
  pools.erase(repeated.begin(), repeated.end());
  for (const auto pool : pools) findings.push_back(judge_app_pool(state, pool));
  return findings;
}

Seen worst_of(std::vector<Seen> findings) {
  if (findings.empty()) {
    return {Outcome::indeterminate, Reason::state_unreadable,
            "there is no application pool to look at"};
  }
  const auto rank = [](const Seen& finding) {
    return finding.outcome == Outcome::fail ? 2 : finding.outcome == Outcome::indeterminate ? 1 : 0;
  };
  const auto worst = std::ranges::max_element(findings, {}, rank);
  const auto passed = std::ranges::count(findings, Outcome::pass, &Seen::outcome);
  const auto all = static_cast<std::ptrdiff_t>(findings.size());
  Seen result = *worst;
  if (all > 1) {
    result.detail = passed == all ? "all " + std::to_string(all) + " application pools are started"
                                  : result.detail + " (" + std::to_string(passed) + " of " +
                                        std::to_string(all) + " are started)";
  }
  return result;
}

Observation make_observation(Seen finding, Instant time, Duration duration) {
  return {.outcome = finding.outcome,
          .reason = finding.reason,
          .detail = std::move(finding.detail),
          .duration = duration,
          .time = time};
}

Observation could_not_look(const Error& error, Instant now, Duration took) {
  return make_observation({Outcome::indeterminate, error.reason, error.where}, now, took);
}

// The pool that the reading found under this name.
bool is_pool(const IisState& reading, std::string_view name, std::string_view app_pool) {
  const auto found = reading.app_pool_names.find(name);
  return found != reading.app_pool_names.end() && found->second.index &&
         reading.app_pools.at(*found->second.index).name == app_pool;
}

}  // namespace

bool uses_pool(const IisState& reading, const RoleSpec& role, std::string_view app_pool) {
  const auto is_it = [&](std::string_view name) { return is_pool(reading, name, app_pool); };
  if (!role.app_pools.empty()) return std::ranges::any_of(role.app_pools, is_it);
  return std::ranges::any_of(role.sites, [&](std::string_view name) {
    const auto found = reading.site_names.find(name);
    if (found == reading.site_names.end() || !found->second.index) return false;
    const auto& pools = reading.sites.at(*found->second.index).app_pools;
    return pools && std::ranges::any_of(*pools, is_it);
  });
}

Observation observe_site(const Result<IisState>& reading, const SiteTarget& target, Instant now,
                         Duration took) {
  if (!reading) return could_not_look(reading.error(), now, took);
  return make_observation(judge_site(*reading, target.site), reading->time, reading->duration);
}

Observation observe_app_pool(const Result<IisState>& reading, const AppPoolTarget& target,
                             Instant now, Duration took) {
  if (!reading) return could_not_look(reading.error(), now, took);
  Seen finding = target.app_pool.empty() ? worst_of(judge_app_pools_of_sites(*reading, target))
                                         : judge_app_pool(*reading, target.app_pool);
  return make_observation(std::move(finding), reading->time, reading->duration);
}

Observation observe_service(const Result<ServiceState>& reading, const ServiceTarget& target,
                            Instant now, Duration took) {
  if (!reading) {
    const Error& error = reading.error();
    if (error.reason != Reason::service_missing) return could_not_look(error, now, took);
    return make_observation({Outcome::fail, error.reason, error.where}, now, took);
  }
  const std::string subject = "service '" + target.service_name + "' is ";
  if (reading->phase == ServicePhase::running) {
    return make_observation({.detail = subject + "running"}, now, took);
  }
  const std::string detail = subject + std::string(to_name(reading->phase));
  if (reading->phase == ServicePhase::stopped && reading->disabled) {
    return make_observation({Outcome::fail, Reason::service_disabled,
                             detail + " and disabled: change its start type, nothing can start it"},
                            now, took);
  }
  return make_observation({Outcome::fail, Reason::service_not_running, detail}, now, took);
}

}  // namespace deepalive::probes
