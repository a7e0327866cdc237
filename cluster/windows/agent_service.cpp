#include "cluster/windows/agent_service.h"

#include <memory>

namespace deepalive::cluster {
namespace {

struct Close {
  void operator()(SC_HANDLE handle) const { CloseServiceHandle(handle); }
};
using ServiceHandle = std::unique_ptr<std::remove_pointer_t<SC_HANDLE>, Close>;

}  // namespace

ServiceFacts ask_service(const wchar_t* name) {
  const ServiceHandle manager(OpenSCManagerW(nullptr, nullptr, SC_MANAGER_CONNECT));
  if (!manager) return {};
  const ServiceHandle service(OpenServiceW(manager.get(), name, SERVICE_QUERY_STATUS));
  if (!service) return {.known = GetLastError() == ERROR_SERVICE_DOES_NOT_EXIST};
  SERVICE_STATUS_PROCESS status{};
  DWORD needed = 0;
  if (!QueryServiceStatusEx(service.get(), SC_STATUS_PROCESS_INFO, reinterpret_cast<BYTE*>(&status),
                            sizeof(status), &needed)) {
    return {};
  }
  return {.known = true,
          .installed = true,
          .state = status.dwCurrentState,
          .process_id = status.dwProcessId};
}

DWORD start_service(const wchar_t* name) {
  const ServiceHandle manager(OpenSCManagerW(nullptr, nullptr, SC_MANAGER_CONNECT));
  if (!manager) return GetLastError();
  const ServiceHandle service(OpenServiceW(manager.get(), name, SERVICE_START));
  if (!service) return GetLastError();
  if (StartServiceW(service.get(), 0, nullptr)) return 0;
  const DWORD code = GetLastError();
  return code == ERROR_SERVICE_ALREADY_RUNNING ? 0 : code;
}

}  // namespace deepalive::cluster
