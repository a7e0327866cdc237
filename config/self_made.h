#pragma once

#include <vector>

#include "config/sections/tuning.h"
#include "core/spec.h"

namespace deepalive::config {

// The checks that a role has without being asked for: "service-<name>" at level 1, "site-<name>" at
// level 2 and "pool-<name>" at level 2, or one "pools" for all that the sites use when no pool is
// named. A byte that a check's name must not have becomes '-'; equal names get -2, -3, ….
std::vector<CheckSpec> self_made_checks(const RoleSpec& role, const IisSpec& iis,
                                        const Tuning& defaults);

}  // namespace deepalive::config
