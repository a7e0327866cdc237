#pragma once

#include <windows.h>

#include <cstdint>

namespace deepalive::cluster {

// Who may stand behind the agent's pipe, seen from a client that has opened it. A process number
// may be reused or raced for, so the owner of the pipe is looked at in any case.
enum class Trust : std::uint8_t {
  trusted,
  owner_unreadable,
  foreign_owner,  // neither SYSTEM nor Administrators nor this process's own user
  server_unreadable,
  foreign_server,  // another process than that of the service, which runs
};

struct TrustReport {
  Trust trust = Trust::trusted;
  DWORD code = 0;            // Win32, with …_unreadable
  DWORD server_process = 0;  // with foreign_server
  DWORD service_process = 0;
};

// service_process: of the service, if it runs; 0 leaves the owner as the only proof.
TrustReport check_server(HANDLE pipe, DWORD service_process);

}  // namespace deepalive::cluster
