#pragma once

#include <optional>
#include <string>

#include "config/load.h"
#include "core/spec.h"

namespace deepalive::service {

// Loads this file (a path in UTF-8) and prints all its problems to standard error.
config::Loaded load_and_explain(const std::string& file);

// The same for those who want the specification only; null when there are errors.
std::optional<NodeSpec> load_or_explain(const std::string& file);

}  // namespace deepalive::service
