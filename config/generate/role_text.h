#pragma once

#include <string>
#include <vector>

#include "config/generate/role_plan.h"

namespace deepalive::config {

// The role as lines of YAML, its name in the first column after comments. Reads back as planned.
std::vector<std::string> role_lines(const PlannedRole& role);

}  // namespace deepalive::config
