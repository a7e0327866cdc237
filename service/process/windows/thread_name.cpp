#include "service/process/thread_name.h"

#include <windows.h>

#include <string>

namespace deepalive::service {

// Windows 10 1607 and later have it; Debian's import library does not know it.
void name_thread(const char* name) {
  using Describe = HRESULT(WINAPI*)(HANDLE, PCWSTR);
  const HMODULE kernel = GetModuleHandleW(L"kernel32.dll");
  const auto describe = reinterpret_cast<Describe>(
      reinterpret_cast<void*>(GetProcAddress(kernel, "SetThreadDescription")));
  if (describe == nullptr) return;
  const std::string text(name);
  describe(GetCurrentThread(), std::wstring(text.begin(), text.end()).c_str());
}

}  // namespace deepalive::service
