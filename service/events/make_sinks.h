#pragma once

#include <filesystem>

#include "core/spec.h"
#include "service/events/events.h"

namespace deepalive::service {

// Where events go by the configuration: on Windows to the Event Log, and as lines of JSON to
// log.events if that is set; elsewhere to log.events, or else to events.jsonl beside the log. With
// neither of these nowhere.
Events::Sinks make_event_sinks(const LogSpec& log);

// The same for the configuration in this file if none could be read from it.
Events::Sinks make_default_event_sinks(const std::filesystem::path& config_file);

}  // namespace deepalive::service
