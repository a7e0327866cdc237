#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/iis_site.h"
#include "core/result.h"
#include "core/time.h"
#include "probes/iis/iis_services.h"
#include "probes/iis/iis_state.h"
#include "probes/service/service_state.h"

// The node that a simulated IIS pretends to be, as its YAML file describes it: for trials and
// tests, and for Linux.
namespace deepalive::probes {

inline constexpr std::size_t kMaxSimulatedFile = std::size_t{8} * 1024 * 1024;  // bytes
inline constexpr std::size_t kMaxSimulatedItems = 20'000;  // sites, pools, and entries of one list

struct SimulatedFaults {
  Duration hang{};                     // each reading of IIS blocks for so long
  std::optional<std::uint32_t> error;  // and then fails as a whole with this HRESULT
};

struct SimulatedSite : SiteState {
  bool start_refused = false;  // as if another site had its binding
  std::vector<IisBinding> bindings{};
};

struct SimulatedAppPool : AppPoolState {
  bool start_refused = false;
  std::uint32_t request_queue = 0;  // requests that wait
};

using SimulatedServices = std::map<std::string, ServiceState, std::less<>>;

struct SimulatedNode {
  // W3SVC and WAS run unless told otherwise; other services exist when they are named.
  SimulatedServices services;
  // A site that names no pools uses DefaultAppPool, which then exists.
  std::vector<SimulatedSite> sites;
  std::vector<SimulatedAppPool> app_pools;
  SimulatedFaults faults;
};

// Sites, pools and services of the simulation are compared without regard to ASCII case.
bool same_simulated_name(std::string_view a, std::string_view b);
SimulatedServices::const_iterator find_simulated_service(const SimulatedNode& node,
                                                         std::string_view name);
SimulatedServices::iterator find_simulated_service(SimulatedNode& node, std::string_view name);

std::optional<IisServiceDown> iis_service_down(const SimulatedNode& node);

// The error is iis_config_unreadable with "file:line:column: …".
Result<SimulatedNode> parse_simulated_node(std::string_view yaml, std::string_view file);

}  // namespace deepalive::probes
