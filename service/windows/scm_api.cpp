#include "service/windows/scm_api.h"

#include <thread>
#include <vector>

#include "probes/windows/handle.h"
#include "probes/windows/utf8.h"

namespace deepalive::service {
namespace {

using windows::ServiceHandle;
using windows::to_utf8;
using windows::to_wide;

Error win32(DWORD code) {
  return {Reason::service_query_failed, static_cast<std::int64_t>(code), {}};
}

DWORD code_of(BOOL succeeded) { return succeeded ? ERROR_SUCCESS : GetLastError(); }

// An open service, or why not.
struct Opened {
  Opened(const std::string& name, DWORD rights)
      : manager(OpenSCManagerW(nullptr, nullptr, SC_MANAGER_CONNECT)) {
    if (manager)
      service = ServiceHandle(OpenServiceW(manager.get(), to_wide(name).c_str(), rights));
    if (!service) code = GetLastError();
  }

  ServiceHandle manager;
  ServiceHandle service;
  DWORD code = ERROR_SUCCESS;
};

class RealScmApi final : public ScmApi {
 public:
  DWORD create(const ServiceRegistration& registration) override {
    const ServiceHandle manager(
        OpenSCManagerW(nullptr, nullptr, SC_MANAGER_CONNECT | SC_MANAGER_CREATE_SERVICE));
    if (!manager) return GetLastError();
    // No account: LocalSystem. The administration API of IIS answers to no lesser one.
    const ServiceHandle service(CreateServiceW(
        manager.get(), to_wide(registration.name).c_str(),
        to_wide(registration.display_name).c_str(), SERVICE_QUERY_STATUS, SERVICE_WIN32_OWN_PROCESS,
        SERVICE_AUTO_START, SERVICE_ERROR_NORMAL, to_wide(registration.command).c_str(), nullptr,
        nullptr, nullptr, nullptr, nullptr));
    return service ? ERROR_SUCCESS : GetLastError();
  }

  DWORD change(const ServiceRegistration& registration) override {
    const Opened opened(registration.name, SERVICE_CHANGE_CONFIG);
    if (!opened.service) return opened.code;
    // The account stays what an administrator has made it.
    return code_of(ChangeServiceConfigW(
        opened.service.get(), SERVICE_WIN32_OWN_PROCESS,
        registration.keep_start_type ? SERVICE_NO_CHANGE : SERVICE_AUTO_START, SERVICE_ERROR_NORMAL,
        to_wide(registration.command).c_str(), nullptr, nullptr, nullptr, nullptr, nullptr,
        to_wide(registration.display_name).c_str()));
  }

  DWORD configure(const std::string& name, DWORD level, void* info) override {
    // The restart action asks for the right to start.
    const Opened opened(name, SERVICE_CHANGE_CONFIG | SERVICE_START);
    if (!opened.service) return opened.code;
    return code_of(ChangeServiceConfig2W(opened.service.get(), level, info));
  }

  DWORD start(const std::string& name) override {
    const Opened opened(name, SERVICE_START);
    if (!opened.service) return opened.code;
    return code_of(StartServiceW(opened.service.get(), 0, nullptr));
  }

  DWORD request_stop(const std::string& name) override {
    const Opened opened(name, SERVICE_STOP);
    if (!opened.service) return opened.code;
    SERVICE_STATUS ignored{};
    return code_of(ControlService(opened.service.get(), SERVICE_CONTROL_STOP, &ignored));
  }

  DWORD remove(const std::string& name) override {
    const Opened opened(name, DELETE);
    if (!opened.service) return opened.code;
    return code_of(DeleteService(opened.service.get()));
  }

  Result<SERVICE_STATUS_PROCESS> status(const std::string& name) override {
    const Opened opened(name, SERVICE_QUERY_STATUS);
    if (!opened.service) return win32(opened.code);
    SERVICE_STATUS_PROCESS status{};
    DWORD needed = 0;
    if (!QueryServiceStatusEx(opened.service.get(), SC_STATUS_PROCESS_INFO,
                              reinterpret_cast<BYTE*>(&status), sizeof(status), &needed)) {
      return win32(GetLastError());
    }
    return status;
  }

  Result<ServiceConfiguration> configuration(const std::string& name) override {
    const Opened opened(name, SERVICE_QUERY_CONFIG);
    if (!opened.service) return win32(opened.code);
    // As much as the function's page says there can be.
    std::vector<std::uint64_t> space(8192 / sizeof(std::uint64_t));
    auto* const found = reinterpret_cast<QUERY_SERVICE_CONFIGW*>(space.data());
    DWORD needed = 0;
    if (!QueryServiceConfigW(opened.service.get(), found, 8192, &needed)) {
      return win32(GetLastError());
    }
    return ServiceConfiguration{.command = to_utf8(found->lpBinaryPathName),
                                .start_type = found->dwStartType};
  }

  TimePoint now() override { return std::chrono::steady_clock::now(); }
  void pause(Duration duration) override { std::this_thread::sleep_for(duration); }
};

}  // namespace

std::unique_ptr<ScmApi> make_scm_api() { return std::make_unique<RealScmApi>(); }

}  // namespace deepalive::service
