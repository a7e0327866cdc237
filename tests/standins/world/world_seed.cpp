#include "tests/standins/world/world_seed.h"

#include <algorithm>
#include <cstdio>

#include "tests/standins/world/text.h"
#include "tests/standins/world/world_actions.h"

namespace deepalive::standins {

SiteRecord make_site(std::wstring_view name, std::uint32_t id, std::wstring_view pool) {
  SiteRecord site{};
  site.id = id;
  site.auto_start = 1;
  site.run.state = RunState::started;
  site.served = 1;
  site.answer.status = 200;
  site.pool_count = 1;
  site.binding_count = 1;
  site.bindings[0].assign(L"http/*:80:");
  site.physical_path.assign(L"C:\\inetpub\\wwwroot");
  if (!site.name.assign(name) || !site.pools[0].assign(pool)) {
    throw WorldError("a name is too long: " + narrow(name) + ", " + narrow(pool));
  }
  return site;
}

PoolRecord make_pool(std::wstring_view name) {
  PoolRecord pool{};
  pool.auto_start = 1;
  pool.run.state = RunState::started;
  if (!pool.name.assign(name)) throw WorldError("a pool's name is too long: " + narrow(name));
  return pool;
}

void add_many_sites(WorldSeed& seed, std::uint32_t count) {
  for (std::uint32_t i = 1; i <= count; ++i) {
    wchar_t name[32];
    std::swprintf(name, 32, L"Site%05u", i);
    const std::wstring pool = std::wstring(name) + L"Pool";
    seed.sites.push_back(make_site(name, 100000 + i, pool));
    seed.sites.back().served = 0;
    seed.pools.push_back(make_pool(pool));
  }
}

void plant(World& world, const WorldSeed& seed) {
  if (seed.sites.size() > kMaxSites || seed.pools.size() > kMaxPools ||
      seed.faults.size() > kMaxFaults) {
    throw WorldError("too many sites, pools or faults; at most " + std::to_string(kMaxSites) +
                     " sites and pools and " + std::to_string(kMaxFaults) + " faults");
  }
  world.write([&seed](WorldState& state) {
    std::vector<SiteRecord> sites = seed.sites;
    for (SiteRecord& site : sites) {
      const SiteRecord* before = find_site(state, site.name.view());
      if (before != nullptr && before->served != 0 && site.port == 0) {
        site.port = before->port;
        site.listening = before->listening;
      }
    }
    std::ranges::copy(sites, state.sites);
    state.site_count = static_cast<std::uint32_t>(sites.size());
    std::ranges::copy(seed.pools, state.pools);
    state.pool_count = static_cast<std::uint32_t>(seed.pools.size());
    std::ranges::copy(seed.faults, state.faults);
    state.fault_count = static_cast<std::uint32_t>(seed.faults.size());
    for (std::uint32_t i = 0; i < kServices; ++i) {
      ServiceRecord& service = state.services[i];
      if (process_is_alive(service.process_id)) continue;
      service = {seed.services[i] ? 1U : 0U, 0};
    }
  });
}

}  // namespace deepalive::standins
