#include "service/pipe/windows/pipe_security.h"

#include <aclapi.h>
#include <sddl.h>

#include <memory>
#include <vector>

#include "probes/windows/error_text.h"
#include "probes/windows/handle.h"
#include "probes/windows/utf8.h"

namespace deepalive::service {
namespace {

using windows::Handle;
using windows::ServiceHandle;

struct LocalDeleter {
  void operator()(void* memory) const { LocalFree(memory); }
};

Error not_trusted(const PipeAddress& address, DWORD code, const std::string& why) {
  return {Reason::agent_not_trusted, code, address.path + ": " + why};
}

// The process of the service, if it is installed and runs.
std::optional<DWORD> process_of(const std::string& service) {
  const ServiceHandle manager(OpenSCManagerW(nullptr, nullptr, SC_MANAGER_CONNECT));
  if (!manager) return std::nullopt;
  const ServiceHandle handle(
      OpenServiceW(manager.get(), windows::to_wide(service).c_str(), SERVICE_QUERY_STATUS));
  SERVICE_STATUS_PROCESS status{};
  DWORD needed = 0;
  if (!handle || !QueryServiceStatusEx(handle.get(), SC_STATUS_PROCESS_INFO,
                                       reinterpret_cast<BYTE*>(&status), sizeof(status), &needed)) {
    return std::nullopt;
  }
  if (status.dwCurrentState == SERVICE_STOPPED || status.dwProcessId == 0) return std::nullopt;
  return status.dwProcessId;
}

// One of this process's own identities: its user, or what its new objects are owned by.
bool is_own(PSID sid, TOKEN_INFORMATION_CLASS identity) {
  HANDLE raw = nullptr;
  if (!OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &raw)) return false;
  const Handle token(raw);
  // TOKEN_USER and TOKEN_OWNER both begin with the pointer to the SID.
  alignas(void*) BYTE space[sizeof(TOKEN_USER) + SECURITY_MAX_SID_SIZE];
  DWORD needed = 0;
  return GetTokenInformation(token.get(), identity, space, sizeof(space), &needed) &&
         EqualSid(sid, *reinterpret_cast<PSID*>(space));
}

}  // namespace

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
  PSID owner = nullptr;
  void* descriptor = nullptr;
  const DWORD code = GetSecurityInfo(pipe, SE_KERNEL_OBJECT, OWNER_SECURITY_INFORMATION, &owner,
                                     nullptr, nullptr, nullptr, &descriptor);
  const std::unique_ptr<void, LocalDeleter> freed(descriptor);
  if (code != ERROR_SUCCESS || owner == nullptr) {
    return not_trusted(address, code, "its owner cannot be read: " + windows::system_message(code));
  }
  if (!IsWellKnownSid(owner, WinLocalSystemSid) &&
      !IsWellKnownSid(owner, WinBuiltinAdministratorsSid) && !is_own(owner, TokenUser) &&
      !is_own(owner, TokenOwner)) {
    return not_trusted(
        address, 0,
        "belongs to neither SYSTEM nor Administrators nor this user: another program "
        "has taken the agent's name; find and end it, then restart the agent");
  }
  if (address.service.empty()) return std::nullopt;
  const auto expected = process_of(address.service);
  if (!expected) return std::nullopt;
  ULONG server = 0;
  if (!GetNamedPipeServerProcessId(pipe, &server)) {
    const DWORD failed = GetLastError();
    return not_trusted(address, failed,
                       "its server cannot be told: " + windows::system_message(failed));
  }
  if (server == *expected) return std::nullopt;
  return not_trusted(address, 0,
                     "is served by process " + std::to_string(server) + ", but the service " +
                         address.service + " is process " + std::to_string(*expected) +
                         "; to ask another agent on purpose, name its pipe (--pipe)");
}

}  // namespace deepalive::service
