#include "service/process/process_info.h"

#include <windows.h>

#include <psapi.h>

namespace deepalive::service {
namespace {

// FILETIME counts 100 ns.
double to_seconds(const FILETIME& time) {
  ULARGE_INTEGER ticks;
  ticks.LowPart = time.dwLowDateTime;
  ticks.HighPart = time.dwHighDateTime;
  return static_cast<double>(ticks.QuadPart) / 1e7;
}

constexpr double kUnixEpochInFileTime = 11'644'473'600.0;  // seconds from 1601 to 1970

}  // namespace

std::uint32_t process_id() { return GetCurrentProcessId(); }

ProcessInfo read_process_info() {
  ProcessInfo info;
  const HANDLE self = GetCurrentProcess();
  FILETIME created{}, ended{}, kernel{}, user{};
  if (GetProcessTimes(self, &created, &ended, &kernel, &user)) {
    info.cpu_seconds = to_seconds(kernel) + to_seconds(user);
    info.start_time_seconds = to_seconds(created) - kUnixEpochInFileTime;
  }
  PROCESS_MEMORY_COUNTERS memory{};
  memory.cb = sizeof memory;
  if (GetProcessMemoryInfo(self, &memory, sizeof memory))
    info.resident_bytes = memory.WorkingSetSize;
  DWORD handles = 0;
  if (GetProcessHandleCount(self, &handles)) info.open_handles = handles;
  return info;
}

}  // namespace deepalive::service
