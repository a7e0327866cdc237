#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "config/reading/mapping.h"
#include "core/spec.h"

namespace deepalive::config {

// The name of a check or a group, from its key "name". Null: it has none that can be used, which
// was said.
std::optional<std::string> read_name(const Value& item, const Mapping& mapping);

// The index of the check that an entry of a list names. Null: there is none, which was said.
std::optional<std::size_t> find_check(const Value& entry, const std::vector<CheckSpec>& checks);

}  // namespace deepalive::config
