#include "cluster/windows/module_thread.h"

#include <memory>

namespace deepalive::cluster {
namespace {

using Work = std::function<void()>;

HMODULE module_of(DWORD flags) {
  static const char inside = 0;
  HMODULE module = nullptr;
  GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | flags,
                     reinterpret_cast<LPCWSTR>(&inside), &module);
  return module;
}

DWORD WINAPI run_thread(void* owned) {
  try {
    const std::unique_ptr<Work> work(static_cast<Work*>(owned));
    (*work)();
  } catch (...) {
    // Its owner sees that nothing came of it.
  }
  FreeLibraryAndExitThread(module_of(GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT), 0);
}

}  // namespace

Handle start_module_thread(Work work) {
  auto owned = std::make_unique<Work>(std::move(work));
  const HMODULE module = module_of(0);
  if (!module) return Handle();
  Handle thread(CreateThread(nullptr, 0, run_thread, owned.get(), 0, nullptr));
  if (thread) {
    static_cast<void>(owned.release());
  } else {
    const DWORD code = GetLastError();
    FreeLibrary(module);
    SetLastError(code);
  }
  return thread;
}

}  // namespace deepalive::cluster
