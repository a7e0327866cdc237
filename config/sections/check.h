#pragma once

#include "config/reading/value.h"
#include "config/sections/tuning.h"
#include "core/spec.h"

namespace deepalive::config {

// Reads a role's `checks` list. role.checks holds the self-made checks; an item with the name of
// one and no kind tunes that, the others are added.
void read_checks(const Value& value, RoleSpec& role, const IisSpec& iis, const Tuning& defaults);

}  // namespace deepalive::config
