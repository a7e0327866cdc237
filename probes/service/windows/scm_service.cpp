#include "probes/service/windows/scm_service.h"

#include <cstddef>
#include <string>

#include "probes/windows/error_text.h"
#include "probes/windows/utf8.h"

namespace deepalive::probes::scm {
namespace {

std::string quoted(std::string_view name) { return "service '" + std::string(name) + "'"; }

}  // namespace

Error call_error(Reason reason, std::string_view what, DWORD code) {
  std::string where(what);
  where += ": " + windows::system_message(code) + " (" + std::to_string(code);
  if (code == ERROR_ACCESS_DENIED) where += ", run the agent as LocalSystem or elevated";
  return {reason, static_cast<std::int64_t>(code), where + ")"};
}

Result<windows::ServiceHandle> open_manager() {
  windows::ServiceHandle manager(OpenSCManagerW(nullptr, nullptr, SC_MANAGER_CONNECT));
  if (manager) return manager;
  return call_error(Reason::service_query_failed, "service control manager", GetLastError());
}

Result<windows::ServiceHandle> open_service(SC_HANDLE manager, std::string_view name,
                                            DWORD rights) {
  windows::ServiceHandle service(OpenServiceW(manager, windows::to_wide(name).c_str(), rights));
  if (service) return service;
  const DWORD code = GetLastError();
  if (code != ERROR_SERVICE_DOES_NOT_EXIST) {
    return call_error(Reason::service_query_failed, quoted(name), code);
  }
  return Error{Reason::service_missing, ERROR_SERVICE_DOES_NOT_EXIST,
               quoted(name) + " is not installed"};
}

Result<ServiceState> read_state(SC_HANDLE service, std::string_view name) {
  SERVICE_STATUS_PROCESS status{};
  DWORD needed = 0;
  if (!QueryServiceStatusEx(service, SC_STATUS_PROCESS_INFO, reinterpret_cast<BYTE*>(&status),
                            sizeof status, &needed)) {
    return call_error(Reason::service_query_failed, quoted(name), GetLastError());
  }
  static_assert(SERVICE_STOPPED == 1 && SERVICE_PAUSED == kAllServicePhases.size());
  if (status.dwCurrentState < SERVICE_STOPPED || status.dwCurrentState > SERVICE_PAUSED) {
    return Error{
        Reason::service_query_failed, 0,
        quoted(name) + " is in the unknown state " + std::to_string(status.dwCurrentState)};
  }
  return ServiceState{.phase = kAllServicePhases[status.dwCurrentState - SERVICE_STOPPED],
                      .process_id = status.dwProcessId};
}

bool is_disabled(SC_HANDLE manager, std::string_view name) {
  const auto service = open_service(manager, name, SERVICE_QUERY_CONFIG);
  if (!service) return false;
  alignas(QUERY_SERVICE_CONFIGW) std::byte buffer[8 * 1024];  // the documented maximum
  auto* const settings = reinterpret_cast<QUERY_SERVICE_CONFIGW*>(buffer);
  DWORD needed = 0;
  return QueryServiceConfigW(service->get(), settings, sizeof buffer, &needed) &&
         settings->dwStartType == SERVICE_DISABLED;
}

}  // namespace deepalive::probes::scm
