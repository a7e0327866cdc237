#pragma once

#include "config/reading/value.h"
#include "config/sections/tuning.h"
#include "core/spec.h"

namespace deepalive::config {

// Reads one entry of `roles`, self-made checks included.
RoleSpec read_role(const Entry& entry, const IisSpec& iis, const Tuning& defaults);

}  // namespace deepalive::config
