#pragma once

#include <cstddef>
#include <string>

#include "core/role_keeper.h"
#include "service/history/transition.h"
#include "service/inventory.h"

namespace deepalive::service {

inline constexpr std::size_t kMaxIncident = std::size_t{1} << 20;  // bytes, one

// Whether what was seen is kept with this change: the role has become unhealthy, degraded or
// unknown.
bool is_incident(const RoleChange& change);

// "20261122T140509123-shop": sorts by time, and is a name that the pipe takes.
std::string incident_name(const Transition& transition);

// The evidence as one line of JSON: the transition, the role as `status` shows it (all conditions,
// phases), how the responses of failing HTTP checks began, and the node's services, sites and
// worker processes. Holds no secrets that a header names. What would take it over kMaxIncident is
// left out.
std::string incident_json(const Transition& transition, const RoleHealth& role,
                          const Inventory& inventory);

}  // namespace deepalive::service
