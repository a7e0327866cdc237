#include "cluster/windows/pipe_trust.h"

#include <aclapi.h>

#include <memory>

#include "cluster/windows/handle.h"

namespace deepalive::cluster {
namespace {

struct LocalDeleter {
  void operator()(void* memory) const { LocalFree(memory); }
};

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

TrustReport check_server(HANDLE pipe, DWORD service_process) {
  PSID owner = nullptr;
  void* descriptor = nullptr;
  const DWORD code = GetSecurityInfo(pipe, SE_KERNEL_OBJECT, OWNER_SECURITY_INFORMATION, &owner,
                                     nullptr, nullptr, nullptr, &descriptor);
  const std::unique_ptr<void, LocalDeleter> freed(descriptor);
  if (code != ERROR_SUCCESS || owner == nullptr)
    return {.trust = Trust::owner_unreadable, .code = code};
  if (!IsWellKnownSid(owner, WinLocalSystemSid) &&
      !IsWellKnownSid(owner, WinBuiltinAdministratorsSid) && !is_own(owner, TokenUser) &&
      !is_own(owner, TokenOwner)) {
    return {.trust = Trust::foreign_owner};
  }
  if (service_process == 0) return {};
  ULONG server = 0;
  if (!GetNamedPipeServerProcessId(pipe, &server)) {
    return {.trust = Trust::server_unreadable, .code = GetLastError()};
  }
  if (server == service_process) return {};
  return {
      .trust = Trust::foreign_server, .server_process = server, .service_process = service_process};
}

}  // namespace deepalive::cluster
