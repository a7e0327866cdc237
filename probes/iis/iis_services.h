#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "core/result.h"
#include "probes/service/service_state.h"

namespace deepalive::probes {

// The first of the services WAS and W3SVC that does not run.
struct IisServiceDown {
  std::string text;      // "service WAS is stopped"
  bool at_rest = false;  // stopped or not installed; else it is on its way, or paused
};

using ServiceQuery = std::function<Result<ServiceState>(std::string_view name)>;

// Nothing while both run, and also when the service manager cannot be asked: then IIS itself has
// the word.
std::optional<IisServiceDown> iis_service_down(const ServiceQuery& query);

}  // namespace deepalive::probes
