#pragma once

#include <filesystem>
#include <span>
#include <string>

#include "config/problem.h"
#include "core/spec.h"
#include "service/events/events.h"

namespace deepalive::service {

// A configuration is in force. `changes` ends the sentence: what a reload changed.
void raise_loaded(Events& events, const std::string& file, const NodeSpec& spec,
                  std::span<const config::Problem> problems,
                  const std::string& changes = "the agent begins with it");

// A configuration has errors. `consequence` ends the sentence "Therefore …".
void raise_refused(Events& events, const std::string& file,
                   std::span<const config::Problem> problems, const std::string& consequence);

}  // namespace deepalive::service
