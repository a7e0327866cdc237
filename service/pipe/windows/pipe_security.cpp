#include "service/pipe/windows/pipe_security.h"

#include <sddl.h>

#include "cluster/windows/agent_service.h"
#include "cluster/windows/pipe_trust.h"
#include "probes/windows/error_text.h"
#include "probes/windows/utf8.h"

namespace deepalive::service {

SECURITY_ATTRIBUTES* pipe_security() {
  static SECURITY_ATTRIBUTES attributes = [] {
    SECURITY_ATTRIBUTES made{sizeof(SECURITY_ATTRIBUTES), nullptr, FALSE};
    // The service runs as SYSTEM, a foreground agent as an administrator: both may add further
    // instances.
    ConvertStringSecurityDescriptorToSecurityDescriptorW(
        L"D:P(A;;GA;;;SY)(A;;GA;;;BA)", SDDL_REVISION_1, &made.lpSecurityDescriptor, nullptr);
    return made;
  }();
  // Never without: the default would let everyone read.
  return attributes.lpSecurityDescriptor ? &attributes : nullptr;
}

std::optional<Error> distrust(HANDLE pipe, const PipeAddress& address) {
  DWORD service_process = 0;
  if (!address.service.empty()) {
    const auto service = cluster::ask_service(windows::to_wide(address.service).c_str());
    if (service.state != SERVICE_STOPPED) service_process = service.process_id;
  }
  const auto not_trusted = [&address](DWORD code, const std::string& why) {
    return Error{Reason::agent_not_trusted, code, address.path + ": " + why};
  };
  const cluster::TrustReport report = cluster::check_server(pipe, service_process);
  switch (report.trust) {
    case cluster::Trust::trusted:
      break;
    case cluster::Trust::owner_unreadable:
      return not_trusted(report.code,
                         "its owner cannot be read: " + windows::system_message(report.code));
    case cluster::Trust::foreign_owner:
      return not_trusted(
          0,
          "belongs to neither SYSTEM nor Administrators nor this user: another program has taken "
          "the agent's name; find and end it, then restart the agent");
    case cluster::Trust::server_unreadable:
      return not_trusted(report.code,
                         "its server cannot be told: " + windows::system_message(report.code));
    case cluster::Trust::foreign_server:
      return not_trusted(0, "is served by process " + std::to_string(report.server_process) +
                                ", but the service " + address.service + " is process " +
                                std::to_string(report.service_process) +
                                "; to ask another agent on purpose, name its pipe (--pipe)");
  }
  return std::nullopt;
}

}  // namespace deepalive::service
