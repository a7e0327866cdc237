#include "probes/service/windows/scm_service_starter.h"

#include <windows.h>

#include <string>

#include "probes/service/windows/scm_service.h"

namespace deepalive::probes {
namespace {

Error start_error(std::string_view name, DWORD code) {
  const std::string subject = "service '" + std::string(name) + "'";
  if (code == ERROR_SERVICE_DISABLED) {
    return {Reason::service_disabled, static_cast<std::int64_t>(code),
            subject + " is disabled: change its start type, nothing can start it"};
  }
  return scm::call_error(Reason::start_refused, "starting " + subject, code);
}

class ScmServiceStarter : public ServiceStarter {
 public:
  Result<ServiceState> start(std::string_view name) override {
    const auto manager = scm::open_manager();
    if (!manager) return manager.error();
    const auto service =
        scm::open_service(manager->get(), name, SERVICE_QUERY_STATUS | SERVICE_START);
    if (!service) return service.error();
    const auto before = scm::read_state(service->get(), name);
    if (!before || before->phase != ServicePhase::stopped) return before;
    if (!StartServiceW(service->get(), 0, nullptr)) {
      const DWORD code = GetLastError();
      // Someone else was quicker.
      if (code != ERROR_SERVICE_ALREADY_RUNNING) return start_error(name, code);
    }
    return scm::read_state(service->get(), name);
  }
};

}  // namespace

std::unique_ptr<ServiceStarter> make_scm_service_starter() {
  return std::make_unique<ScmServiceStarter>();
}

}  // namespace deepalive::probes
