#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <initializer_list>

#include "tests/standins/world/text.h"
#include "tests/standins/world/world_actions.h"
#include "tests/standins/world/world_seed.h"

namespace deepalive::standins {
namespace {

[[noreturn]] void fail(const YAML::Node& at, const std::string& what) {
  const YAML::Mark mark = at.Mark();
  throw WorldError("world file, line " + std::to_string(mark.line + 1) + ", column " +
                   std::to_string(mark.column + 1) + ": " + what);
}

void allow_keys(const YAML::Node& map, std::initializer_list<const char*> keys) {
  if (!map.IsMap()) fail(map, "a mapping is needed here");
  for (const auto& entry : map) {
    const auto key = entry.first.as<std::string>();
    if (std::ranges::find(keys, key) != keys.end()) continue;
    std::string valid;
    for (const char* known : keys) valid += std::string(valid.empty() ? "" : ", ") + known;
    fail(entry.first, "unknown key '" + key + "'; valid here: " + valid);
  }
}

template <typename T>
T value_or(const YAML::Node& map, const char* key, T fallback) {
  const YAML::Node node = map[key];
  if (!node || node.IsNull()) return fallback;
  try {
    return node.as<T>();
  } catch (const YAML::Exception&) {
    fail(node, std::string("the value of '") + key + "' is not of its type");
  }
}

// One of `words`, as its index.
std::size_t choice(const YAML::Node& node, std::initializer_list<const char*> words) {
  const std::string word = node.IsScalar() ? node.Scalar() : std::string();
  const auto found = std::ranges::find(words, word);
  if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
  std::string valid;
  for (const char* known : words) valid += std::string(valid.empty() ? "" : ", ") + known;
  fail(node, "'" + word + "' is none of: " + valid);
}

RunState run_state(const YAML::Node& map) {
  const YAML::Node node = map["state"];
  if (!node) return RunState::started;
  return static_cast<RunState>(
      choice(node, {"starting", "started", "stopping", "stopped", "unknown"}));
}

template <std::size_t N>
std::uint32_t fill(const YAML::Node& list, Text<N> (&texts)[kMaxPerSite]) {
  if (!list.IsSequence()) fail(list, "a list is needed here");
  if (list.size() > kMaxPerSite) {
    fail(list, "at most " + std::to_string(kMaxPerSite) + " entries are possible");
  }
  std::uint32_t count = 0;
  for (const auto& entry : list) {
    if (!entry.IsScalar() || !texts[count].assign(widen(entry.Scalar()))) {
      fail(entry, "a text of less than " + std::to_string(N) + " characters is needed");
    }
    ++count;
  }
  return count;
}

SiteRecord parse_site(const YAML::Node& name, const YAML::Node& map, std::uint32_t number) {
  SiteRecord site = make_site(widen(name.as<std::string>()), number, L"DefaultAppPool");
  if (map.IsNull()) return site;
  allow_keys(map, {"id", "state", "auto_start", "app_pools", "bindings", "physical_path", "port"});
  site.id = value_or<std::uint32_t>(map, "id", number);
  site.run.state = run_state(map);
  site.auto_start = value_or(map, "auto_start", true) ? 1 : 0;
  if (const auto pools = map["app_pools"]) site.pool_count = fill(pools, site.pools);
  if (const auto bindings = map["bindings"]) site.binding_count = fill(bindings, site.bindings);
  if (const auto path = map["physical_path"]) {
    if (!site.physical_path.assign(widen(path.as<std::string>()))) fail(path, "path too long");
  }
  site.port = value_or<std::uint16_t>(map, "port", 0);
  site.served = serves_http(site) ? 1 : 0;
  return site;
}

PoolRecord parse_pool(const YAML::Node& name, const YAML::Node& map) {
  PoolRecord pool = make_pool(widen(name.as<std::string>()));
  if (map.IsNull()) return pool;
  allow_keys(map, {"state", "auto_start", "start_mode", "worker_processes"});
  pool.run.state = run_state(map);
  pool.auto_start = value_or(map, "auto_start", true) ? 1 : 0;
  if (const auto mode = map["start_mode"]) {
    pool.always_running = static_cast<std::uint32_t>(choice(mode, {"OnDemand", "AlwaysRunning"}));
  }
  if (const auto workers = map["worker_processes"]) {
    if (!workers.IsSequence() || workers.size() > kMaxWorkers) {
      fail(workers, "a list of at most " + std::to_string(kMaxWorkers) + " process ids is needed");
    }
    for (const auto& worker : workers) {
      const auto id = parse_number(widen(worker.IsScalar() ? worker.Scalar() : ""), UINT32_MAX);
      if (!id) fail(worker, "a process id is needed");
      pool.workers[pool.worker_count++] = *id;
    }
  }
  return pool;
}

void parse_faults(const YAML::Node& map, WorldSeed& seed) {
  allow_keys(map, {"hang", "error"});
  Fault fault{};
  fault.target = FaultTarget::sections;
  if (const auto hang = map["hang"]) {
    const auto duration = parse_duration(widen(hang.as<std::string>()));
    if (!duration) fail(hang, "a duration such as 250ms, 3s or 2m is needed");
    fault.effect = FaultEffect::delay;
    fault.delay_ms = static_cast<std::uint32_t>(duration->count());
    seed.faults.push_back(fault);
  }
  if (const auto error = map["error"]) {
    const auto code = parse_hresult(widen(error.as<std::string>()));
    if (!code) fail(error, "a failing HRESULT such as \"0x80070426\" is needed");
    fault.effect = FaultEffect::hresult;
    fault.hresult = *code;
    seed.faults.push_back(fault);
  }
}

void parse_services(const YAML::Node& map, WorldSeed& seed) {
  allow_keys(map, {"W3SVC", "WAS"});
  const char* const names[kServices] = {"W3SVC", "WAS"};
  for (std::uint32_t i = 0; i < kServices; ++i) {
    if (const auto state = map[names[i]]) {
      seed.services[i] = choice(state, {"stopped", "running"}) == 1;
    }
  }
}

void parse_root(const YAML::Node& root, WorldSeed& seed) {
  if (root.IsNull()) return;
  allow_keys(root, {"services", "sites", "app_pools", "faults"});
  if (const auto services = root["services"]) parse_services(services, seed);
  if (const auto sites = root["sites"]) {
    if (!sites.IsMap()) fail(sites, "sites is a mapping of name to settings");
    std::uint32_t number = 0;
    for (const auto& site : sites) {
      seed.sites.push_back(parse_site(site.first, site.second, ++number));
      const auto same_id = [&](const SiteRecord& other) {
        return other.id == seed.sites.back().id;
      };
      if (std::ranges::count_if(seed.sites, same_id) > 1) {
        fail(site.first, "two sites have the id " + std::to_string(seed.sites.back().id));
      }
    }
  }
  if (const auto pools = root["app_pools"]) {
    if (!pools.IsMap()) fail(pools, "app_pools is a mapping of name to settings");
    for (const auto& pool : pools) seed.pools.push_back(parse_pool(pool.first, pool.second));
  }
  if (const auto faults = root["faults"]) parse_faults(faults, seed);
}

}  // namespace

WorldSeed parse_seed(const std::string& yaml) {
  WorldSeed seed;
  try {
    parse_root(YAML::Load(yaml), seed);
  } catch (const YAML::Exception& error) {
    throw WorldError("world file, line " + std::to_string(error.mark.line + 1) + ", column " +
                     std::to_string(error.mark.column + 1) + ": " + error.msg);
  }
  // A site that names no pool is in IIS's own, which then exists.
  const auto is_default = [](std::wstring_view name) { return same_name(name, L"DefaultAppPool"); };
  if (std::ranges::any_of(seed.sites,
                          [&](const auto& s) { return is_default(s.pools[0].view()); }) &&
      std::ranges::none_of(seed.pools, [&](const auto& p) { return is_default(p.name.view()); })) {
    seed.pools.push_back(make_pool(L"DefaultAppPool"));
  }
  return seed;
}

}  // namespace deepalive::standins
