#include "probes/service/simulated_service_reader.h"

namespace deepalive::probes {

SimulatedServiceReader::SimulatedServiceReader(std::string_view file, Clock clock,
                                               std::shared_ptr<SimulatedChanges> changes)
    : changes_(std::move(changes)), file_(file, std::move(clock)) {}

Result<ServiceState> SimulatedServiceReader::query(std::string_view name) {
  const auto view = changes_->look(file_);
  if (!view) return Error{Reason::service_query_failed, 0, view.error().where};
  const auto service = find_simulated_service(*view->node, name);
  if (service == view->node->services.end()) {
    return Error{Reason::service_missing, 0,
                 "service '" + std::string(name) + "' is not installed"};
  }
  return service->second;
}

}  // namespace deepalive::probes
