#include "probes/service/windows/scm_service_reader.h"

#include <windows.h>

#include "probes/service/windows/scm_service.h"

namespace deepalive::probes {
namespace {

class ScmServiceReader : public ServiceReader {
 public:
  Result<ServiceState> query(std::string_view name) override {
    auto state = ask(name);
    if (!state && state.error().reason != Reason::service_missing) manager_.reset();
    return state;
  }

 private:
  Result<ServiceState> ask(std::string_view name) {
    if (!manager_) {
      auto manager = scm::open_manager();
      if (!manager) return manager.error();
      manager_ = *std::move(manager);
    }
    const auto service = scm::open_service(manager_.get(), name, SERVICE_QUERY_STATUS);
    if (!service) return service.error();
    auto state = scm::read_state(service->get(), name);
    if (state && state->phase == ServicePhase::stopped) {
      state->disabled = scm::is_disabled(manager_.get(), name);
    }
    return state;
  }

  windows::ServiceHandle manager_;
};

}  // namespace

std::unique_ptr<ServiceReader> make_scm_service_reader() {
  return std::make_unique<ScmServiceReader>();
}

}  // namespace deepalive::probes
