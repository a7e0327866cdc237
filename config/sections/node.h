#pragma once

#include "config/reading/value.h"
#include "core/spec.h"

namespace deepalive::config {

// The sections about the node as a whole. Each fills what the file gives, and leaves the defaults
// elsewhere.
void read_agent(const Value& value, AgentSpec& agent);
void read_iis(const Value& value, IisSpec& iis);

}  // namespace deepalive::config
