#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "core/node_health.h"
#include "service/history/recent_results.h"

namespace deepalive::service {

// The indices of a role's checks: those that are down first, then unknown, changing, slow, up.
std::vector<std::size_t> worst_first(const RoleHealth& role, TimePoint now);

// One check as an item of a list: its condition, its last results, and what the last one said.
void add_check(std::string& out, const RoleHealth& role, std::size_t index,
               std::span<const RecentResult> results, TimePoint now);

}  // namespace deepalive::service
