#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tests/standins/world/world.h"

namespace deepalive::standins {

// What a world begins with.
struct WorldSeed {
  bool services[kServices] = {true, true};
  std::vector<SiteRecord> sites;
  std::vector<PoolRecord> pools;
  std::vector<Fault> faults;
};

// Reads the format of the simulated IIS (services, sites, app_pools, faults), with `port` of a
// site in addition. Throws WorldError with line and column.
WorldSeed parse_seed(const std::string& yaml);

SiteRecord make_site(std::wstring_view name, std::uint32_t id, std::wstring_view pool);
PoolRecord make_pool(std::wstring_view name);
// `count` sites "Site00001" and so on with a pool each, which the HTTP face does not serve.
void add_many_sites(WorldSeed& seed, std::uint32_t count);

// Replaces sites, pools and faults. Ports of sites that go on existing stay, and so does the
// state of services that a living process answers for.
void plant(World& world, const WorldSeed& seed);

}  // namespace deepalive::standins
