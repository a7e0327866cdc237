#include "probes/service/windows/scm_service_reader.h"

#include <windows.h>

#include "probes/windows/error_text.h"
#include "probes/windows/handle.h"
#include "probes/windows/utf8.h"

namespace deepalive::probes {
namespace {

Error query_error(std::string_view what, DWORD code) {
  std::string where(what);
  where += ": " + windows::system_message(code) + " (" + std::to_string(code);
  if (code == ERROR_ACCESS_DENIED) where += ", run the agent as LocalSystem or elevated";
  return {Reason::service_query_failed, static_cast<std::int64_t>(code), where + ")"};
}

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
      manager_.reset(OpenSCManagerW(nullptr, nullptr, SC_MANAGER_CONNECT));
      if (!manager_) return query_error("service control manager", GetLastError());
    }
    const std::string subject = "service '" + std::string(name) + "'";
    const windows::ServiceHandle service(
        OpenServiceW(manager_.get(), windows::to_wide(name).c_str(), SERVICE_QUERY_STATUS));
    if (!service) {
      const DWORD code = GetLastError();
      if (code != ERROR_SERVICE_DOES_NOT_EXIST) return query_error(subject, code);
      return Error{Reason::service_missing, ERROR_SERVICE_DOES_NOT_EXIST,
                   subject + " is not installed"};
    }
    SERVICE_STATUS_PROCESS status{};
    DWORD needed = 0;
    if (!QueryServiceStatusEx(service.get(), SC_STATUS_PROCESS_INFO,
                              reinterpret_cast<BYTE*>(&status), sizeof status, &needed)) {
      return query_error(subject, GetLastError());
    }
    static_assert(SERVICE_STOPPED == 1 && SERVICE_PAUSED == kAllServicePhases.size());
    if (status.dwCurrentState < SERVICE_STOPPED || status.dwCurrentState > SERVICE_PAUSED) {
      return Error{Reason::service_query_failed, 0,
                   subject + " is in the unknown state " + std::to_string(status.dwCurrentState)};
    }
    return ServiceState{kAllServicePhases[status.dwCurrentState - SERVICE_STOPPED],
                        status.dwProcessId};
  }

  windows::ServiceHandle manager_;
};

}  // namespace

std::unique_ptr<ServiceReader> make_scm_service_reader() {
  return std::make_unique<ScmServiceReader>();
}

}  // namespace deepalive::probes
