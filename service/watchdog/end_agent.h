#pragma once

#include <filesystem>
#include <string>

#include "service/events/events.h"
#include "service/log/log.h"

namespace deepalive::service {

// The agent can no longer be trusted to end by itself: writes why into the log, as event 300 and
// into data_dir/last-end.json, leaves a memory dump in data_dir/dumps where there is such a thing,
// and ends the process with exit code 70. Within 20 s, whatever of that hangs.
[[noreturn]] void end_agent(const std::string& why, Log& log, Events& events,
                            const std::filesystem::path& data_dir);

}  // namespace deepalive::service
