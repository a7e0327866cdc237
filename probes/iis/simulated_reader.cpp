#include "probes/iis/simulated_reader.h"

#include <algorithm>
#include <thread>

#include "core/nearest.h"
#include "probes/iis/hresult.h"

namespace deepalive::probes {
namespace {

// Finds `name` among all items and adds it to the picked ones, once.
template <class Item>
void pick(const std::string& name, const std::vector<Item>& all, std::vector<Item>& picked,
          FoundByName& names) {
  if (names.contains(name)) return;
  const auto is_it = [&](const Item& item) { return same_simulated_name(item.name, name); };
  const auto item = std::ranges::find_if(all, is_it);
  if (item == all.end()) {
    std::vector<std::string_view> candidates;
    for (const Item& other : all) candidates.push_back(other.name);
    names[name] = {.index = std::nullopt, .nearest = std::string(nearest(name, candidates))};
    return;
  }
  const auto known = std::ranges::find_if(picked, is_it);
  names[name] = {.index = static_cast<std::size_t>(known - picked.begin())};
  if (known == picked.end()) picked.push_back(*item);
}

std::string stopped_service(const SimulatedNode& node) {
  for (const std::string_view name : {"WAS", "W3SVC"}) {
    const ServicePhase phase = node.services.find(name)->second;
    if (phase != ServicePhase::running) {
      return "service " + std::string(name) + " is " + std::string(to_name(phase));
    }
  }
  return {};
}

// As with the real one, nothing runs then, whatever the file says about single items.
void stop_everything(IisState& state) {
  for (auto& site : state.sites) site.state = RunState::stopped;
  for (auto& pool : state.app_pools) {
    pool.state = RunState::stopped;
    pool.workers->clear();
  }
}

}  // namespace

SimulatedReader::SimulatedReader(std::string_view file, Clock clock)
    : SimulatedReader(file, std::move(clock),
                      [](Duration duration) { std::this_thread::sleep_for(duration); }) {}

SimulatedReader::SimulatedReader(std::string_view file, Clock clock, Block block)
    : clock_(std::move(clock)), block_(std::move(block)), file_(file, clock_) {}

Result<IisState> SimulatedReader::read(const IisQuery& query) {
  const TimePoint begin = clock_().steady;
  const auto view = file_.look();
  if (!view) return view.error();
  const SimulatedNode& node = *view->node;
  if (node.faults.hang > Duration::zero()) block_(node.faults.hang);
  if (node.faults.error) return hresult_error("simulated IIS", *node.faults.error);

  IisState state;
  for (const auto& name : query.sites) pick(name, node.sites, state.sites, state.site_names);
  for (const auto& name : query.app_pools) {
    pick(name, node.app_pools, state.app_pools, state.app_pool_names);
  }
  for (auto& site : state.sites) {
    if (!query.app_pools_of_sites) site.app_pools->clear();
    for (const auto& name : *site.app_pools) {
      pick(name, node.app_pools, state.app_pools, state.app_pool_names);
    }
  }
  state.stopped_service = stopped_service(node);
  if (!state.stopped_service.empty()) stop_everything(state);
  state.remark = view->problem;
  state.time = clock_();
  state.duration = state.time.steady - begin;
  return state;
}

}  // namespace deepalive::probes
