#pragma once

#include <string>

#include "core/node_health.h"
#include "core/time.h"
#include "service/history/recent_results.h"
#include "service/reload/configuration_state.h"

namespace deepalive::service {

// The node as one line of JSON: agent, and every role with its verdict, root cause, ages and
// checks.
// `configuration` null: it says nothing about that.
std::string status_json(const NodeHealth& node, Instant started, Instant now,
                        const ConfigurationState* configuration = nullptr);

// One role of it; with the last results of each check where they are at hand.
std::string status_json(const RoleHealth& role, Instant now, const RecentResults* recent = nullptr);

}  // namespace deepalive::service
