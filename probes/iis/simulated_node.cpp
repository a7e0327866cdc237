#include "probes/iis/simulated_node.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <charconv>
#include <limits>
#include <span>
#include <stdexcept>

#include "core/nearest.h"
#include "core/units.h"

namespace deepalive::probes {
namespace {

constexpr std::string_view kDefaultAppPool = "DefaultAppPool";

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

struct ParseError {
  YAML::Mark mark;
  std::string text;
};

[[noreturn]] void fail(const YAML::Node& at, std::string text) {
  throw ParseError{at.Mark(), std::move(text)};
}

std::string scalar(const YAML::Node& node, std::string_view what) {
  if (!node.IsScalar()) fail(node, std::string(what) + " must be a single value");
  return node.Scalar();
}

// Calls visit(key, value) for each entry of a mapping; nothing for an empty one.
template <class Visit>
void for_each_entry(const YAML::Node& map, std::string_view what, Visit visit) {
  if (map.IsNull()) return;
  if (!map.IsMap()) fail(map, std::string(what) + " must be a mapping of names to values");
  if (map.size() > kMaxSimulatedItems) {
    fail(map,
         std::string(what) + " has more than " + std::to_string(kMaxSimulatedItems) + " entries");
  }
  for (const auto& entry : map) visit(entry.first, scalar(entry.first, "a key"), entry.second);
}

[[noreturn]] void unknown_key(const YAML::Node& key, std::span<const std::string_view> known) {
  fail(key, "unknown key '" + key.Scalar() + "'" + did_you_mean(key.Scalar(), known));
}

bool boolean(const YAML::Node& node) {
  const std::string text = scalar(node, "true or false");
  if (text == "true") return true;
  if (text == "false") return false;
  fail(node, "'" + text + "' is neither true nor false");
}

std::uint32_t number(const YAML::Node& node) {
  const std::string text = scalar(node, "a number");
  std::uint32_t value = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (problem != std::errc() || end != text.data() + text.size()) {
    fail(node, "'" + text + "' is not a whole number from 0 to 4294967295");
  }
  return value;
}

template <class Enum>
std::string list_of_names(std::span<const Enum> all) {
  std::string list;
  for (const Enum value : all) list.append(list.empty() ? "" : ", ").append(to_name(value));
  return list;
}

RunState run_state(const YAML::Node& node) {
  const std::string text = scalar(node, "state");
  for (const RunState state : kAllRunStates) {
    if (text == to_name(state)) return state;
  }
  fail(node, "'" + text + "' is not a state; known are " +
                 list_of_names(std::span<const RunState>(kAllRunStates)));
}

ServiceState service_state(const YAML::Node& node) {
  const std::string text = scalar(node, "the state of a service");
  if (text == "disabled") return {.phase = ServicePhase::stopped, .disabled = true};
  for (const ServicePhase phase : kAllServicePhases) {
    if (text == to_name(phase)) return {.phase = phase};
  }
  fail(node, "'" + text + "' is not a state; known are " +
                 list_of_names(std::span<const ServicePhase>(kAllServicePhases)) + ", disabled");
}

bool start_refused(const YAML::Node& node) {
  const std::string text = scalar(node, "start");
  if (text != "refused") fail(node, "'" + text + "' is not what a start can be: refused");
  return true;
}

template <class Visit>
void for_each_element(const YAML::Node& list, std::string_view what, Visit visit) {
  if (list.IsNull()) return;
  if (!list.IsSequence()) fail(list, std::string(what) + " must be a list");
  if (list.size() > kMaxSimulatedItems) {
    fail(list,
         std::string(what) + " has more than " + std::to_string(kMaxSimulatedItems) + " entries");
  }
  for (const auto& element : list) visit(element);
}

IisBinding parse_binding(const YAML::Node& node) {
  const std::string text = scalar(node, "a binding");
  const auto slash = text.find('/');
  if (slash == text.npos || slash == 0) {
    fail(node, "'" + text + "' is not a binding such as http/*:80:shop.example.com");
  }
  IisBinding binding;
  binding.protocol = text.substr(0, slash);
  binding.information = text.substr(slash + 1);
  return binding;
}

SimulatedSite parse_site(std::string name, std::uint32_t default_id, const YAML::Node& settings) {
  static constexpr auto kKeys = std::to_array<std::string_view>(
      {"id", "state", "start", "auto_start", "app_pools", "bindings", "physical_path"});
  SimulatedSite site;
  site.name = std::move(name);
  site.id = default_id;
  site.state = RunState::started;
  site.app_pools = std::vector<std::string>{std::string(kDefaultAppPool)};
  site.bindings.push_back({.protocol = "http", .information = "*:80:", .has_certificate = {}});
  for_each_entry(
      settings, "a site",
      [&](const YAML::Node& at, const std::string& key, const YAML::Node& value) {
        if (key == "id") {
          site.id = number(value);
        } else if (key == "state") {
          site.state = run_state(value);
        } else if (key == "start") {
          site.start_refused = start_refused(value);
        } else if (key == "auto_start") {
          site.auto_start = boolean(value);
        } else if (key == "app_pools") {
          site.app_pools->clear();
          for_each_element(value, key, [&](const YAML::Node& pool) {
            site.app_pools->push_back(scalar(pool, "the name of an application pool"));
          });
        } else if (key == "bindings") {
          site.bindings.clear();
          for_each_element(value, key, [&](const YAML::Node& binding) {
            site.bindings.push_back(parse_binding(binding));
          });
        } else if (key == "physical_path") {
          // Relative to the file's folder, which the reader knows.
          site.folders->push_back({.url_path = "/", .path = scalar(value, key), .user_name = {}});
        } else {
          unknown_key(at, kKeys);
        }
      });
  return site;
}

SimulatedAppPool parse_app_pool(std::string name, const YAML::Node& settings) {
  static constexpr auto kKeys = std::to_array<std::string_view>(
      {"state", "start", "auto_start", "start_mode", "worker_processes", "request_queue"});
  SimulatedAppPool pool;
  pool.name = std::move(name);
  pool.state = RunState::started;
  for_each_entry(settings, "an application pool",
                 [&](const YAML::Node& at, const std::string& key, const YAML::Node& value) {
                   if (key == "state") {
                     pool.state = run_state(value);
                   } else if (key == "start") {
                     pool.start_refused = start_refused(value);
                   } else if (key == "auto_start") {
                     pool.auto_start = boolean(value);
                   } else if (key == "start_mode") {
                     const std::string text = scalar(value, key);
                     if (text != "OnDemand" && text != "AlwaysRunning") {
                       fail(value, "'" + text + "' is neither OnDemand nor AlwaysRunning");
                     }
                     pool.start_mode =
                         text == "OnDemand" ? StartMode::on_demand : StartMode::always_running;
                   } else if (key == "request_queue") {
                     pool.request_queue = number(value);
                   } else if (key == "worker_processes") {
                     for_each_element(value, key, [&](const YAML::Node& process) {
                       pool.workers->push_back({number(process), WorkerState::running});
                     });
                   } else {
                     unknown_key(at, kKeys);
                   }
                 });
  return pool;
}

SimulatedFaults parse_faults(const YAML::Node& settings) {
  static constexpr auto kKeys = std::to_array<std::string_view>({"hang", "error"});
  SimulatedFaults faults;
  for_each_entry(
      settings, "faults",
      [&](const YAML::Node& at, const std::string& key, const YAML::Node& value) {
        if (key == "hang") {
          const auto duration = parse_duration(scalar(value, key));
          if (!duration) fail(value, "'" + value.Scalar() + "' is not a duration such as 3s");
          faults.hang = *duration;
        } else if (key == "error") {
          const std::string text = scalar(value, key);
          std::uint32_t code = 0;
          const bool prefixed = text.starts_with("0x") || text.starts_with("0X");
          const char* const end = text.data() + text.size();
          const auto parsed = std::from_chars(text.data() + (prefixed ? 2 : 0), end, code, 16);
          if (!prefixed || parsed.ec != std::errc() || parsed.ptr != end || code < 0x80000000) {
            fail(value, "'" + text + "' is not a failing HRESULT such as \"0x80070426\"");
          }
          faults.error = code;
        } else {
          unknown_key(at, kKeys);
        }
      });
  return faults;
}

template <class Item>
bool has_item(const std::vector<Item>& items, std::string_view name) {
  return std::ranges::any_of(
      items, [name](const Item& item) { return same_simulated_name(item.name, name); });
}

// Names that differ only in case would be one name to IIS. yaml-cpp itself keeps equal keys
// silently.
class DistinctNames {
 public:
  explicit DistinctNames(std::string_view what) : what_(what) {}

  void add(const YAML::Node& at, const std::string& name) {
    if (name.empty()) fail(at, what_ + " needs a name");
    std::string folded(name);
    std::ranges::transform(folded, folded.begin(), lower);
    if (!seen_.emplace(std::move(folded), true).second) {
      fail(at, "'" + name + "' is there twice (names are compared without case)");
    }
  }

 private:
  std::string what_;
  std::map<std::string, bool> seen_;
};

SimulatedNode parse_node(const YAML::Node& root) {
  static constexpr auto kKeys =
      std::to_array<std::string_view>({"services", "sites", "app_pools", "faults"});
  SimulatedNode node;
  constexpr ServiceState kRunning{.phase = ServicePhase::running};
  node.services = {{"W3SVC", kRunning}, {"WAS", kRunning}};
  for_each_entry(
      root, "the file", [&](const YAML::Node& at, const std::string& key, const YAML::Node& value) {
        if (key == "services") {
          for_each_entry(value, key,
                         [&](const YAML::Node&, const std::string& name, const YAML::Node& state) {
                           const auto known = find_simulated_service(node, name);
                           const ServiceState parsed = service_state(state);
                           if (known != node.services.end()) {
                             known->second = parsed;
                           } else {
                             node.services.emplace(name, parsed);
                           }
                         });
        } else if (key == "sites") {
          DistinctNames names("a site");
          for_each_entry(
              value, key,
              [&](const YAML::Node& place, const std::string& name, const YAML::Node& settings) {
                names.add(place, name);
                const auto id = static_cast<std::uint32_t>(node.sites.size() + 1);
                node.sites.push_back(parse_site(name, id, settings));
              });
        } else if (key == "app_pools") {
          DistinctNames names("an application pool");
          for_each_entry(
              value, key,
              [&](const YAML::Node& place, const std::string& name, const YAML::Node& settings) {
                names.add(place, name);
                node.app_pools.push_back(parse_app_pool(name, settings));
              });
        } else if (key == "faults") {
          node.faults = parse_faults(value);
        } else {
          unknown_key(at, kKeys);
        }
      });
  const auto uses_default = [](const SimulatedSite& site) {
    return std::ranges::any_of(*site.app_pools, [](const std::string& pool) {
      return same_simulated_name(pool, kDefaultAppPool);
    });
  };
  if (!has_item(node.app_pools, kDefaultAppPool) && std::ranges::any_of(node.sites, uses_default)) {
    node.app_pools.push_back(parse_app_pool(std::string(kDefaultAppPool), YAML::Node()));
  }
  return node;
}

Error error_at(std::string_view file, const YAML::Mark& mark, const std::string& text) {
  std::string where(file);
  if (!mark.is_null()) {
    where += ":" + std::to_string(mark.line + 1) + ":" + std::to_string(mark.column + 1);
  }
  return {Reason::iis_config_unreadable, 0, where + ": " + text};
}

}  // namespace

bool same_simulated_name(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, {}, lower, lower);
}

SimulatedServices::const_iterator find_simulated_service(const SimulatedNode& node,
                                                         std::string_view name) {
  return std::ranges::find_if(node.services, [name](const auto& service) {
    return same_simulated_name(service.first, name);
  });
}

SimulatedServices::iterator find_simulated_service(SimulatedNode& node, std::string_view name) {
  const auto found = find_simulated_service(std::as_const(node), name);
  return node.services.erase(found, found);
}

std::optional<IisServiceDown> iis_service_down(const SimulatedNode& node) {
  return iis_service_down([&node](std::string_view name) -> Result<ServiceState> {
    return find_simulated_service(node, name)->second;
  });
}

Result<SimulatedNode> parse_simulated_node(std::string_view yaml, std::string_view file) {
  try {
    return parse_node(YAML::Load(std::string(yaml)));
  } catch (const ParseError& error) {
    return error_at(file, error.mark, error.text);
  } catch (const YAML::Exception& error) {
    return error_at(file, error.mark, error.msg);
  } catch (const std::exception& error) {
    return error_at(file, YAML::Mark::null_mark(), error.what());
  }
}

}  // namespace deepalive::probes
