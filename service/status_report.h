#pragma once

#include <string>

#include "core/node_health.h"
#include "core/time.h"

namespace deepalive::service {

// The node as one line of JSON: agent, and every role with its verdict, root cause, ages and
// checks.
std::string status_json(const NodeHealth& node, Instant started, Instant now);

// One role of it.
std::string status_json(const RoleHealth& role, Instant now);

}  // namespace deepalive::service
