#pragma once

#include "config/keys/scope.h"
#include "config/schema/json_text.h"

namespace deepalive::config {

// Adds to a section's schema what its keys ask of each other.
void add_rules(Scope scope, Json& schema);

}  // namespace deepalive::config
