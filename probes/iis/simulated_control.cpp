#include "probes/iis/simulated_control.h"

#include <algorithm>
#include <utility>

#include "core/nearest.h"
#include "probes/iis/hresult.h"
#include "probes/iis/item_kind.h"

namespace deepalive::probes {
namespace {

template <class Items>
auto find_item(Items& items, std::string_view name) {
  return std::ranges::find_if(
      items, [name](const auto& item) { return same_simulated_name(item.name, name); });
}

template <class Item>
Error missing_error(const ItemKind& kind, std::string_view name, const std::vector<Item>& items) {
  std::vector<std::string_view> candidates;
  for (const Item& item : items) candidates.push_back(item.name);
  return not_found_error(
      kind, name,
      {.index = std::nullopt, .nearest = std::string(nearest(name, candidates)), .doubt = {}});
}

template <class Item>
Result<RunState> start_item(const ItemKind& kind, const std::string& name, SimulatedNode& node,
                            std::vector<Item>& items) {
  const std::string what = "starting " + quoted(kind, name);
  if (const auto down = iis_service_down(node)) {
    return Error{Reason::service_not_running, 0, what + ": " + down->text};
  }
  const auto item = find_item(items, name);
  if (item == items.end()) return missing_error(kind, name, items);
  const RunState state = *item->state;
  if (state == RunState::started || state == RunState::starting) return state;
  if (state == RunState::stopping) return refusal_error(what, kCannotAcceptControl);
  if (item->start_refused) return refusal_error(what, kBindingTaken);
  item->state = RunState::started;
  return RunState::started;
}

Result<RunState> stop_site_of(const std::string& name, SimulatedNode& node) {
  if (const auto down = iis_service_down(node)) {
    return down->at_rest ? RunState::stopped : RunState::unknown;
  }
  const auto site = find_item(node.sites, name);
  if (site == node.sites.end()) return missing_error(kSiteItem, name, node.sites);
  const RunState state = *site->state;
  if (state == RunState::stopped || state == RunState::stopping) return state;
  if (state == RunState::starting) {
    return refusal_error("stopping " + quoted(kSiteItem, name), kCannotAcceptControl);
  }
  site->state = RunState::stopped;
  return RunState::stopped;
}

// A service of IIS starts what starts by itself, whatever it was before.
template <class Item>
void start_by_itself(std::vector<Item>& items) {
  for (Item& item : items) {
    item.state = item.auto_start && !item.start_refused ? RunState::started : RunState::stopped;
  }
}

Result<ServiceState> start_service_of(std::string_view name, SimulatedNode& node) {
  const auto entry = find_simulated_service(node, name);
  if (entry == node.services.end()) {
    return Error{Reason::service_missing, 0,
                 "service '" + std::string(name) + "' is not installed"};
  }
  ServiceState& service = entry->second;
  if (service.phase != ServicePhase::stopped) return service;
  if (service.disabled) {
    return Error{
        Reason::service_disabled, 0,
        "service '" + entry->first + "' is disabled: change its start type, nothing can start it"};
  }
  // The service manager starts what W3SVC depends on before it.
  if (entry->first == "W3SVC") {
    const auto was = start_service_of("WAS", node);
    if (!was || was->phase != ServicePhase::running) {
      return Error{Reason::start_refused, 0,
                   "starting service 'W3SVC': WAS, which it depends on, does not run"};
    }
  }
  service.phase = ServicePhase::running;
  if (entry->first == "W3SVC") start_by_itself(node.sites);
  if (entry->first == "WAS") start_by_itself(node.app_pools);
  return service;
}

// Runs `work` on the node and keeps what it changed, unless it failed.
template <class Work>
auto change_node(SimulatedChanges& changes, SimulatedFile& file, Work work)
    -> decltype(work(std::declval<SimulatedNode&>())) {
  std::optional<decltype(work(std::declval<SimulatedNode&>()))> result;
  const auto error = changes.change(file, [&](SimulatedNode& node) -> std::optional<Error> {
    result.emplace(work(node));
    if (!*result) return result->error();
    return std::nullopt;
  });
  if (error) return *error;
  return *std::move(result);
}

}  // namespace

SimulatedControl::SimulatedControl(std::string_view file, Clock clock,
                                   std::shared_ptr<SimulatedChanges> changes, SimulatedBlock block)
    : file_(file, std::move(clock)), changes_(std::move(changes)), block_(std::move(block)) {}

std::optional<Error> SimulatedControl::pass_faults() {
  const auto view = changes_->look(file_);
  if (!view) return view.error();
  const SimulatedFaults& faults = view->node->faults;
  if (faults.hang > Duration::zero()) block_(faults.hang);
  if (faults.error) return hresult_error("simulated IIS", *faults.error);
  return std::nullopt;
}

Result<std::vector<std::string>> SimulatedControl::app_pools_of(const std::string& name) {
  if (auto error = pass_faults()) return *std::move(error);
  const auto view = changes_->look(file_);
  if (!view) return view.error();
  const SimulatedNode& node = *view->node;
  const auto site = find_item(node.sites, name);
  if (site == node.sites.end()) return missing_error(kSiteItem, name, node.sites);
  std::vector<std::string> pools;
  for (const std::string& pool : *site->app_pools) {
    const auto known = find_item(node.app_pools, pool);
    const std::string& spelled = known == node.app_pools.end() ? pool : known->name;
    const auto same = [&](const std::string& other) { return same_simulated_name(other, spelled); };
    if (std::ranges::none_of(pools, same)) pools.push_back(spelled);
  }
  return pools;
}

Result<ServiceState> SimulatedControl::start_service(const std::string& name) {
  return change_node(*changes_, file_,
                     [&](SimulatedNode& node) { return start_service_of(name, node); });
}

Result<RunState> SimulatedControl::start_app_pool(const std::string& name) {
  if (auto error = pass_faults()) return *std::move(error);
  return change_node(*changes_, file_, [&](SimulatedNode& node) {
    return start_item(kAppPoolItem, name, node, node.app_pools);
  });
}

Result<RunState> SimulatedControl::start_site(const std::string& name) {
  if (auto error = pass_faults()) return *std::move(error);
  return change_node(*changes_, file_, [&](SimulatedNode& node) {
    return start_item(kSiteItem, name, node, node.sites);
  });
}

Result<RunState> SimulatedControl::stop_site(const std::string& name) {
  if (auto error = pass_faults()) return *std::move(error);
  return change_node(*changes_, file_,
                     [&](SimulatedNode& node) { return stop_site_of(name, node); });
}

}  // namespace deepalive::probes
