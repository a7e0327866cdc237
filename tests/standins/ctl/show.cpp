#include <algorithm>
#include <cstdio>
#include <vector>

#include "tests/standins/ctl/commands.h"
#include "tests/standins/world/text.h"

namespace deepalive::standins::ctl {
namespace {

constexpr const char* kStates[] = {"starting", "started", "stopping", "stopped", "unknown"};
constexpr const char* kKinds[] = {"complete", "half", "silent", "reset"};
constexpr const char* kEffects[] = {"hresult", "delay", "hang", "vanish"};
constexpr const char* kTargets[] = {"all",     "create",  "sections", "state",
                                    "workers", "methods", "item"};
constexpr const char* kServiceNames[] = {"W3SVC", "WAS"};

template <std::size_t N, typename Enum>
const char* word(const char* const (&words)[N], Enum value) {
  const auto index = static_cast<std::size_t>(value);
  return index < N ? words[index] : "?";
}

struct Picture {
  ServiceRecord services[kServices];
  std::vector<SiteRecord> sites;
  std::vector<PoolRecord> pools;
  std::vector<Fault> faults;
  struct LiveClient {
    std::uint32_t process_id;
    std::uint32_t live_objects;
  };
  std::vector<LiveClient> clients;
};

Picture look_at(const World& world) {
  Picture picture = world.read([](const WorldState& state) {
    Picture seen;
    std::ranges::copy(state.services, seen.services);
    seen.sites.assign(state.sites, state.sites + std::min(state.site_count, kMaxSites));
    seen.pools.assign(state.pools, state.pools + std::min(state.pool_count, kMaxPools));
    seen.faults.assign(state.faults, state.faults + std::min(state.fault_count.load(), kMaxFaults));
    for (const Client& client : state.clients) {
      seen.clients.push_back({client.process_id, client.live_objects});
    }
    return seen;
  });
  // What a killed process held is gone with it.
  std::erase_if(picture.clients, [](const auto& c) { return !process_is_alive(c.process_id); });
  return picture;
}

std::string workers_of(const PoolRecord& pool) {
  std::string list;
  for (std::uint32_t i = 0; i < pool.worker_count; ++i) {
    list += (i == 0 ? "" : ", ") + std::to_string(pool.workers[i]);
  }
  return list;
}

std::string hexadecimal(std::int32_t number) {
  char text[16];
  std::snprintf(text, sizeof(text), "0x%08X", static_cast<unsigned>(number));
  return text;
}

void print_text(const World& world, const Picture& picture) {
  std::printf("world     %s\n", narrow(world.path()).c_str());
  for (std::uint32_t i = 0; i < kServices; ++i) {
    const ServiceRecord& service = picture.services[i];
    std::printf("service   %-6s %s", kServiceNames[i],
                service.running != 0 ? "running" : "stopped");
    std::printf(service.process_id != 0 ? " (process %u)\n" : "\n", service.process_id);
  }
  for (const SiteRecord& site : picture.sites) {
    std::printf("site      %-24s id %-6u %-9s pool %-20s", narrow(site.name.view()).c_str(),
                site.id, word(kStates, site.run.state), narrow(site.pools[0].view()).c_str());
    if (site.served == 0) {
      std::printf(" without http\n");
    } else {
      std::printf(" http://127.0.0.1:%u/ %s, answers %u %s after %u ms\n", site.port,
                  site.listening != 0 ? "listening" : "closed", site.answer.status,
                  word(kKinds, site.answer.kind), site.answer.delay_ms);
    }
  }
  for (const PoolRecord& pool : picture.pools) {
    std::printf("pool      %-24s %-9s %s workers [%s]\n", narrow(pool.name.view()).c_str(),
                word(kStates, pool.run.state),
                pool.always_running != 0 ? "AlwaysRunning" : "OnDemand", workers_of(pool).c_str());
  }
  for (const Fault& fault : picture.faults) {
    std::printf("fault     com %s on %s %s %s %u ms\n", word(kEffects, fault.effect),
                word(kTargets, fault.target), narrow(fault.item.view()).c_str(),
                hexadecimal(fault.hresult).c_str(), fault.delay_ms);
  }
  for (const auto& client : picture.clients) {
    std::printf("client    process %u holds %u objects\n", client.process_id, client.live_objects);
  }
  const Counters& counters = world.counters();
  std::printf("calls     create %llu, sections %llu, state %llu, workers %llu, methods %llu; ",
              static_cast<unsigned long long>(counters.creates),
              static_cast<unsigned long long>(counters.sections),
              static_cast<unsigned long long>(counters.states),
              static_cast<unsigned long long>(counters.workers),
              static_cast<unsigned long long>(counters.methods));
  std::printf("HTTP requests %llu\n", static_cast<unsigned long long>(counters.requests));
}

template <typename Items, typename Print>
void print_list(const char* name, const Items& items, Print&& print) {
  std::printf(",\"%s\":[", name);
  bool first = true;
  for (const auto& item : items) {
    if (!first) std::printf(",");
    first = false;
    print(item);
  }
  std::printf("]");
}

void print_json(const World& world, const Picture& picture) {
  std::printf("{\"world\":%s,\"services\":{", json_text(world.path()).c_str());
  for (std::uint32_t i = 0; i < kServices; ++i) {
    std::printf("%s\"%s\":{\"running\":%s,\"process\":%u}", i == 0 ? "" : ",", kServiceNames[i],
                picture.services[i].running != 0 ? "true" : "false",
                picture.services[i].process_id);
  }
  std::printf("}");
  print_list("sites", picture.sites, [](const SiteRecord& site) {
    std::printf(
        "{\"name\":%s,\"id\":%u,\"state\":\"%s\",\"app_pool\":%s,\"port\":%u,\"listening\":%s,"
        "\"answer\":{\"kind\":\"%s\",\"status\":%u,\"delay_ms\":%u}}",
        json_text(site.name.view()).c_str(), site.id, word(kStates, site.run.state),
        json_text(site.pools[0].view()).c_str(), site.port, site.listening != 0 ? "true" : "false",
        word(kKinds, site.answer.kind), site.answer.status, site.answer.delay_ms);
  });
  print_list("app_pools", picture.pools, [](const PoolRecord& pool) {
    std::printf("{\"name\":%s,\"state\":\"%s\",\"worker_processes\":[%s]}",
                json_text(pool.name.view()).c_str(), word(kStates, pool.run.state),
                workers_of(pool).c_str());
  });
  print_list("faults", picture.faults, [](const Fault& fault) {
    std::printf("{\"effect\":\"%s\",\"on\":\"%s\",\"item\":%s,\"hresult\":\"%s\",\"delay_ms\":%u}",
                word(kEffects, fault.effect), word(kTargets, fault.target),
                json_text(fault.item.view()).c_str(), hexadecimal(fault.hresult).c_str(),
                fault.delay_ms);
  });
  print_list("clients", picture.clients, [](const auto& client) {
    std::printf("{\"process\":%u,\"live_objects\":%u}", client.process_id, client.live_objects);
  });
  const Counters& counters = world.counters();
  std::printf(
      ",\"calls\":{\"create\":%llu,\"sections\":%llu,\"state\":%llu,\"workers\":%llu,"
      "\"methods\":%llu,\"http\":%llu}}\n",
      static_cast<unsigned long long>(counters.creates),
      static_cast<unsigned long long>(counters.sections),
      static_cast<unsigned long long>(counters.states),
      static_cast<unsigned long long>(counters.workers),
      static_cast<unsigned long long>(counters.methods),
      static_cast<unsigned long long>(counters.requests));
}

}  // namespace

void show(World& world, Words words) {
  static constexpr std::wstring_view kOptions[] = {L"--json"};
  if (!words.empty() && words[0] != kOptions[0]) wrong_word(words[0], kOptions);
  const Picture picture = look_at(world);
  words.empty() ? print_text(world, picture) : print_json(world, picture);
}

}  // namespace deepalive::standins::ctl
