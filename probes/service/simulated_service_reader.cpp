#include "probes/service/simulated_service_reader.h"

#include <algorithm>

namespace deepalive::probes {

SimulatedServiceReader::SimulatedServiceReader(std::string_view file, Clock clock)
    : file_(file, std::move(clock)) {}

Result<ServiceState> SimulatedServiceReader::query(std::string_view name) {
  const auto view = file_.look();
  if (!view) return Error{Reason::service_query_failed, 0, view.error().where};
  const auto& services = view->node->services;
  const auto service = std::ranges::find_if(
      services, [name](const auto& entry) { return same_simulated_name(entry.first, name); });
  if (service == services.end()) {
    return Error{Reason::service_missing, 0,
                 "service '" + std::string(name) + "' is not installed"};
  }
  return ServiceState{.phase = service->second};
}

}  // namespace deepalive::probes
