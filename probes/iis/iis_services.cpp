#include "probes/iis/iis_services.h"

namespace deepalive::probes {

std::optional<IisServiceDown> iis_service_down(const ServiceQuery& query) {
  for (const std::string_view name : {"WAS", "W3SVC"}) {
    const auto service = query(name);
    if (!service) {
      if (service.error().reason != Reason::service_missing) continue;
      return IisServiceDown{service.error().where, true};
    }
    if (service->phase != ServicePhase::running) {
      return IisServiceDown{
          "service " + std::string(name) + " is " + std::string(to_name(service->phase)),
          service->phase == ServicePhase::stopped};
    }
  }
  return std::nullopt;
}

}  // namespace deepalive::probes
