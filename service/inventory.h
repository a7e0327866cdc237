#pragma once

#include <map>
#include <optional>
#include <string>

#include "probes/iis/iis_state.h"
#include "probes/service/service_state.h"

namespace deepalive::service {

// The raw states behind the conditions, as last read, for those who watch IIS and the services
// themselves. Immutable once published. A state that cannot be read is none.
struct Inventory {
  struct AppPool {
    std::optional<probes::RunState> state;
    std::size_t worker_processes = 0;
  };
  std::map<std::string, std::optional<probes::ServicePhase>> services;
  std::map<std::string, std::optional<probes::RunState>> sites;
  std::map<std::string, AppPool> app_pools;
};

}  // namespace deepalive::service
