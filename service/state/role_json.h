#pragma once

#include <boost/json/value.hpp>
#include <optional>

#include "core/role_keeper.h"

namespace deepalive::service {

// One role as the state file has it; state_file.h says how times are kept.
boost::json::value to_json(const RoleStart& role, Instant now);
// Null when it is no object.
std::optional<RoleStart> role_from_json(const boost::json::value& value, Instant now);

}  // namespace deepalive::service
