#include <algorithm>

#include "tests/standins/iis_com/iis_sections.h"
#include "tests/standins/iis_com/node_building.h"
#include "tests/standins/world/text.h"

namespace deepalive::standins {
namespace {

struct PoolConfig {
  std::wstring name;
  std::uint32_t index;
  bool auto_start;
  bool always_running;
};

struct Worker {
  std::wstring name;  // of the pool
  std::uint32_t process_id;
};

std::vector<PoolConfig> configured_pools(const World& world) {
  return world.read([](const WorldState& state) {
    const std::uint32_t count = std::min(state.pool_count, kMaxPools);
    std::vector<PoolConfig> pools;
    pools.reserve(count);
    for (std::uint32_t i = 0; i < count; ++i) {
      const PoolRecord& record = state.pools[i];
      pools.push_back({std::wstring(record.name.view()), i, record.auto_start != 0,
                       record.always_running != 0});
    }
    return pools;
  });
}

// Of one pool, or of all when `pool` is empty.
std::vector<Worker> workers_of(const World& world, std::wstring_view pool) {
  return world.read([pool](const WorldState& state) {
    std::vector<Worker> workers;
    for (std::uint32_t i = 0; i < std::min(state.pool_count, kMaxPools); ++i) {
      const PoolRecord& record = state.pools[i];
      if (record.worker_count == 0) continue;
      if (!pool.empty() && !same_name(record.name.view(), pool)) continue;
      for (std::uint32_t n = 0; n < std::min(record.worker_count, kMaxWorkers); ++n) {
        workers.push_back({std::wstring(record.name.view()), record.workers[n]});
      }
    }
    return workers;
  });
}

NodePtr worker_node(const std::shared_ptr<World>& world, const Worker& worker) {
  auto node = std::make_shared<ConfigNode>();
  node->name = L"workerProcess";
  node->properties = {
      fixed_property(world, L"processId", worker.process_id),
      fixed_property(world, L"guid", L"stand-in-worker-" + std::to_wstring(worker.process_id)),
      fixed_property(world, L"state", EnumValue{1, L"Running"}),  // a scale of its own
      fixed_property(world, L"appPoolName", worker.name),
  };
  return node;
}

// The list is made when the element is obtained, and stays as it was then.
ChildNode worker_processes(const std::shared_ptr<World>& world, std::wstring pool) {
  return {L"workerProcesses", [world, pool = std::move(pool)](NodePtr& opened) -> HRESULT {
            ++world->counters().workers;
            const HRESULT held = pass_gate(*world, Gate::workers);
            if (FAILED(held)) return held;
            const bool running =
                world->read([](const WorldState& state) { return services_running(state); });
            if (!running) {
              return world->read([](const WorldState& state) { return state.stopped_hresult; });
            }
            auto node = std::make_shared<ConfigNode>();
            node->name = L"workerProcesses";
            node->collection =
                record_list(world, workers_of(*world, pool),
                            [world](const Worker& item) { return worker_node(world, item); });
            opened = std::move(node);
            return S_OK;
          }};
}

NodePtr process_model_node(const std::shared_ptr<World>& world) {
  auto node = std::make_shared<ConfigNode>();
  node->name = L"processModel";
  node->properties = {
      fixed_property(world, L"identityType", EnumValue{4, L"ApplicationPoolIdentity"}),
      fixed_property(world, L"idleTimeout", Ticks{20ULL * 60 * 10'000'000}),
      fixed_property(world, L"maxProcesses", std::uint32_t{1}),
      fixed_property(world, L"pingingEnabled", true),
  };
  return node;
}

NodePtr failure_node(const std::shared_ptr<World>& world) {
  auto node = std::make_shared<ConfigNode>();
  node->name = L"failure";
  node->properties = {
      fixed_property(world, L"loadBalancerCapabilities", EnumValue{2, L"HttpLevel"}),
      fixed_property(world, L"rapidFailProtection", true),
      fixed_property(world, L"rapidFailProtectionInterval", Ticks{5ULL * 60 * 10'000'000}),
      fixed_property(world, L"rapidFailProtectionMaxCrashes", std::uint32_t{5}),
  };
  return node;
}

NodePtr pool_node(const std::shared_ptr<World>& world, bool runtime, const PoolConfig& pool) {
  auto node = std::make_shared<ConfigNode>();
  node->name = L"add";
  node->properties = {
      fixed_property(world, L"name", pool.name),
      fixed_property(world, L"queueLength", std::uint32_t{1000}),
      fixed_property(world, L"autoStart", pool.auto_start),
      fixed_property(
          world, L"startMode",
          pool.always_running ? EnumValue{1, L"AlwaysRunning"} : EnumValue{0, L"OnDemand"}),
      fixed_property(world, L"enable32BitAppOnWin64", false),
      fixed_property(world, L"managedRuntimeVersion", std::wstring(L"v4.0")),
      fixed_property(world, L"managedPipelineMode", EnumValue{0, L"Integrated"}),
  };
  node->children = {fixed_child(process_model_node(world)), fixed_child(failure_node(world))};
  if (!runtime) return node;
  node->properties.push_back(
      state_property(world, pool.name, [world, name = pool.name, index = pool.index] {
        return read_pool_state(*world, name, index);
      }));
  const auto method = [&](const wchar_t* name, Control control) {
    return control_method(world, pool.name, name, [world, pool = pool.name, control] {
      return control_pool(*world, pool, control);
    });
  };
  node->methods = {method(L"Start", Control::start), method(L"Stop", Control::stop),
                   method(L"Recycle", Control::recycle)};
  node->children.push_back(worker_processes(world, pool.name));
  return node;
}

}  // namespace

NodePtr pools_section(const std::shared_ptr<World>& world, bool runtime) {
  auto node = std::make_shared<ConfigNode>();
  node->name = kPoolsSection;
  node->collection = record_list(
      world, configured_pools(*world),
      [world, runtime](const PoolConfig& pool) { return pool_node(world, runtime, pool); });
  if (runtime) node->children.push_back(worker_processes(world, {}));
  return node;
}

}  // namespace deepalive::standins
