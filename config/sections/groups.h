#pragma once

#include "config/reading/value.h"
#include "core/spec.h"

namespace deepalive::config {

// Reads a role's `groups` list; role.checks is complete.
void read_groups(const Value& value, RoleSpec& role);

}  // namespace deepalive::config
