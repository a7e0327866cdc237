#include <windows.h>

#include "probes/files/shared_config.h"
#include "probes/windows/error_text.h"

namespace deepalive::probes {
namespace {

Error cannot_be_seen(DWORD code) {
  return {Reason::shared_config_unreadable, code,
          "whether Offline Files is on cannot be seen: " + windows::system_message(code) + " (" +
              std::to_string(code) + ")"};
}

}  // namespace

// Not linked: a Windows Server without the feature may not have the library.
Result<bool> offline_files_are_on() {
  const HMODULE library = LoadLibraryExW(L"cscapi.dll", nullptr, LOAD_LIBRARY_SEARCH_SYSTEM32);
  if (library == nullptr) return cannot_be_seen(GetLastError());
  using QueryStatus = DWORD(WINAPI*)(BOOL * active, BOOL * enabled);
  const auto query = reinterpret_cast<QueryStatus>(
      reinterpret_cast<void*>(GetProcAddress(library, "OfflineFilesQueryStatus")));
  BOOL active = FALSE;
  BOOL enabled = FALSE;
  const DWORD failed = query ? query(&active, &enabled) : DWORD{ERROR_PROC_NOT_FOUND};
  FreeLibrary(library);
  if (failed != ERROR_SUCCESS) return cannot_be_seen(failed);
  return active != FALSE && enabled != FALSE;
}

}  // namespace deepalive::probes
