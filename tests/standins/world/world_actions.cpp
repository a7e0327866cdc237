#include "tests/standins/world/world_actions.h"

#include <algorithm>
#include <span>

#include "tests/standins/world/text.h"

namespace deepalive::standins {
namespace {

template <typename State>
auto sites_of(State& state) {
  return std::span(state.sites, std::min(state.site_count, kMaxSites));
}

template <typename State>
auto pools_of(State& state) {
  return std::span(state.pools, std::min(state.pool_count, kMaxPools));
}

template <typename State>
auto* site_at(State& state, std::uint32_t id, std::uint32_t index) {
  const auto sites = sites_of(state);
  if (index < sites.size() && sites[index].id == id) return &sites[index];
  const auto found = std::ranges::find(sites, id, &SiteRecord::id);
  return found == sites.end() ? nullptr : &*found;
}

template <typename State>
auto* pool_at(State& state, std::wstring_view name, std::uint32_t index) {
  const auto pools = pools_of(state);
  const auto named = [name](const PoolRecord& pool) { return same_name(pool.name.view(), name); };
  if (index < pools.size() && named(pools[index])) return &pools[index];
  const auto found = std::ranges::find_if(pools, named);
  return found == pools.end() ? nullptr : &*found;
}

bool in_transition(const Run& run) { return run.reads_left > 0; }

RunState next_reading(Run& run) {
  const RunState shown = run.state;
  if (in_transition(run) && --run.reads_left == 0) run.state = run.target;
  return shown;
}

void move(Run& run, RunState through, RunState target) {
  run.target = target;
  run.reads_left = run.slow_reads;
  run.state = in_transition(run) ? through : target;
}

void settle(Run& run, bool started) {
  run.reads_left = 0;
  run.state = started ? RunState::started : RunState::stopped;
}

void start_workers(WorldState& state, PoolRecord& pool) {
  pool.worker_count = 0;
  if (pool.always_running != 0) ensure_worker(state, pool);
}

// `find` gives the record (or null), `reachable` whether WAS knows it.
template <typename Find>
StateReading read_state(World& world, Find&& find) {
  struct Look {
    StateReading reading;
    bool counts_down;
  };
  const auto look = [&find](auto& state) -> Look {
    if (!services_running(state)) return {{state.stopped_hresult, RunState::unknown}, false};
    auto* record = find(state);
    if (record == nullptr) return {{hresult::kObjectNotFound, RunState::unknown}, false};
    return {{hresult::kOk, record->run.state}, in_transition(record->run)};
  };
  const Look first = world.read(look);
  if (!first.counts_down) return first.reading;
  return world.write([&](WorldState& state) {
    StateReading reading = look(state).reading;
    if (reading.result == hresult::kOk) reading.state = next_reading(find(state)->run);
    return reading;
  });
}

template <typename State>
auto* reachable_site(State& state, std::uint32_t id, std::uint32_t index) {
  auto* site = site_at(state, id, index);
  return site != nullptr && serves_http(*site) ? site : nullptr;
}

}  // namespace

bool services_running(const WorldState& state) {
  return std::ranges::all_of(state.services,
                             [](const ServiceRecord& service) { return service.running != 0; });
}

bool serves_http(const SiteRecord& site) {
  return std::any_of(site.bindings, site.bindings + std::min(site.binding_count, kMaxPerSite),
                     [](const auto& binding) {
                       const auto text = binding.view();
                       return text.starts_with(L"http/") || text.starts_with(L"https/");
                     });
}

void ensure_worker(WorldState& state, PoolRecord& pool) {
  if (pool.worker_count > 0) return;
  state.next_process_id += 4;
  pool.workers[0] = state.next_process_id;
  pool.worker_count = 1;
}

StateReading read_site_state(World& world, std::uint32_t id, std::uint32_t index) {
  return read_state(world, [=](auto& state) { return reachable_site(state, id, index); });
}

StateReading read_pool_state(World& world, std::wstring_view name, std::uint32_t index) {
  return read_state(world, [=](auto& state) { return pool_at(state, name, index); });
}

std::int32_t control_site(World& world, std::uint32_t id, Control control) {
  return world.write([&](WorldState& state) {
    if (!services_running(state)) return state.stopped_hresult;
    SiteRecord* site = reachable_site(state, id, kMaxSites);
    if (site == nullptr) return hresult::kObjectNotFound;
    if (in_transition(site->run)) return hresult::kCannotAcceptControl;
    if (control == Control::start && site->run.state != RunState::started) {
      move(site->run, RunState::starting, RunState::started);
    }
    if (control == Control::stop && site->run.state != RunState::stopped) {
      move(site->run, RunState::stopping, RunState::stopped);
    }
    return hresult::kOk;
  });
}

std::int32_t control_pool(World& world, std::wstring_view name, Control control) {
  return world.write([&](WorldState& state) {
    if (!services_running(state)) return state.stopped_hresult;
    PoolRecord* pool = pool_at(state, name, kMaxPools);
    if (pool == nullptr) return hresult::kObjectNotFound;
    if (in_transition(pool->run)) return hresult::kCannotAcceptControl;
    const bool started = pool->run.state == RunState::started;
    if (control == Control::start) {
      if (started) return hresult::kOk;
      move(pool->run, RunState::starting, RunState::started);
      start_workers(state, *pool);
      return hresult::kOk;
    }
    if (!started) return hresult::kNotActive;
    const bool had_worker = std::exchange(pool->worker_count, 0) > 0;
    if (control == Control::stop) move(pool->run, RunState::stopping, RunState::stopped);
    if (control == Control::recycle && had_worker) ensure_worker(state, *pool);
    return hresult::kOk;
  });
}

void service_changed(World& world, Service service, bool running, std::uint32_t process_id) {
  world.write([&](WorldState& state) {
    ServiceRecord& record = state.services[static_cast<std::uint32_t>(service)];
    const bool was_running = std::exchange(record.running, running ? 1U : 0U) != 0;
    record.process_id = process_id;
    if (running && !was_running && service == Service::w3svc) {
      for (SiteRecord& site : sites_of(state)) settle(site.run, site.auto_start != 0);
    }
    for (PoolRecord& pool : pools_of(state)) {
      if (!running) pool.worker_count = 0;
      if (running && !was_running && service == Service::was) {
        settle(pool.run, pool.auto_start != 0);
        if (pool.auto_start != 0) start_workers(state, pool);
      }
    }
  });
}

SiteRecord* find_site(WorldState& state, std::wstring_view name) {
  const auto sites = sites_of(state);
  const auto found = std::ranges::find_if(
      sites, [name](const SiteRecord& site) { return same_name(site.name.view(), name); });
  return found == sites.end() ? nullptr : &*found;
}

PoolRecord* find_pool(WorldState& state, std::wstring_view name) {
  return pool_at(state, name, kMaxPools);
}

const PoolRecord* find_pool(const WorldState& state, std::wstring_view name) {
  return pool_at(state, name, kMaxPools);
}

bool add_fault(World& world, const Fault& fault) {
  return world.write([&fault](WorldState& state) {
    const std::uint32_t count = state.fault_count;
    for (Fault& known : std::span(state.faults, count)) {
      if (known.effect == fault.effect && known.target == fault.target &&
          same_name(known.item.view(), fault.item.view())) {
        known = fault;
        return true;
      }
    }
    if (count == kMaxFaults) return false;
    state.faults[count] = fault;
    state.fault_count = count + 1;
    return true;
  });
}

void clear_faults(World& world) {
  world.write([](WorldState& state) { state.fault_count = 0; });
}

}  // namespace deepalive::standins
