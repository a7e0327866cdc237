#include "probes/iis/simulated_reader.h"

#include <algorithm>
#include <filesystem>

#include "core/nearest.h"
#include "probes/iis/hresult.h"

namespace deepalive::probes {
namespace {

// Finds `name` among all items and adds it to the picked ones, once.
template <class Item, class Picked>
void pick(const std::string& name, const std::vector<Item>& all, std::vector<Picked>& picked,
          FoundByName& names) {
  if (names.contains(name)) return;
  const auto is_it = [&](const Picked& item) { return same_simulated_name(item.name, name); };
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

// As with the real one, nothing runs then, whatever the file says about single items.
void stop_everything(IisState& state) {
  for (auto& site : state.sites) site.state = RunState::stopped;
  for (auto& pool : state.app_pools) {
    pool.state = RunState::stopped;
    pool.workers->clear();
  }
}

// A relative path starts at the simulated file's folder; one with a variable says itself where.
std::string beside(const std::string& file, const std::string& path) {
  if (path.starts_with('%')) return path;
  const auto from_utf8 = [](const std::string& text) {
    return std::filesystem::path(std::u8string(text.begin(), text.end()));
  };
  const std::u8string result = (from_utf8(file).parent_path() / from_utf8(path)).u8string();
  return {result.begin(), result.end()};
}

}  // namespace

SimulatedReader::SimulatedReader(std::string_view file, Clock clock, SimulatedBlock block)
    : SimulatedReader(file, std::move(clock), std::make_shared<SimulatedChanges>(),
                      std::move(block)) {}

SimulatedReader::SimulatedReader(std::string_view file, Clock clock,
                                 std::shared_ptr<SimulatedChanges> changes, SimulatedBlock block)
    : clock_(std::move(clock)),
      changes_(std::move(changes)),
      block_(std::move(block)),
      file_name_(file),
      file_(file, clock_) {}

Result<IisState> SimulatedReader::read(const IisQuery& query) {
  const TimePoint begin = clock_().steady;
  const auto view = changes_->look(file_);
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
    if (!query.folders_of_sites) site.folders->clear();
    for (auto& folder : *site.folders) folder.path = beside(file_name_, folder.path);
    for (const auto& name : *site.app_pools) {
      pick(name, node.app_pools, state.app_pools, state.app_pool_names);
    }
  }
  if (auto down = iis_service_down(node)) {
    state.stopped_service = std::move(down->text);
    stop_everything(state);
  }
  state.remark = view->problem;
  state.time = clock_();
  state.duration = state.time.steady - begin;
  return state;
}

Result<std::uint32_t> simulated_queue_length(SimulatedFile& file, const std::string& app_pool) {
  const auto view = file.look();
  if (!view) return view.error();
  const auto& pools = view->node->app_pools;
  const auto pool = std::ranges::find_if(pools, [&](const SimulatedAppPool& candidate) {
    return same_simulated_name(candidate.name, app_pool);
  });
  if (pool == pools.end()) {
    return Error{Reason::queue_unreadable, 0, "there is no request queue '" + app_pool + "'"};
  }
  return pool->request_queue;
}

}  // namespace deepalive::probes
