#include "service/watchdog/end_process.h"

#include <windows.h>

#include <dbghelp.h>

#include <algorithm>
#include <vector>

#include "config/environment.h"
#include "core/time.h"
#include "probes/windows/handle.h"

namespace deepalive::service {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kKeptDumps = 3;

// By names that sort by time.
void make_room(const fs::path& folder) {
  std::error_code error;
  std::vector<fs::path> dumps;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error)) {
    if (entry->path().extension() == L".dmp") dumps.push_back(entry->path());
  }
  std::ranges::sort(dumps);
  for (std::size_t i = 0; i + kKeptDumps <= dumps.size(); ++i) fs::remove(dumps[i], error);
}

// "deepalive-2026-11-22T140509.123Z.dmp": no colons in a file's name.
fs::path name_of(WallTime now) {
  std::string time = to_utc_text(now);
  std::erase(time, ':');
  return "deepalive-" + time + ".dmp";
}

}  // namespace

void end_process(int exit_code) {
  TerminateProcess(GetCurrentProcess(), static_cast<UINT>(exit_code));
  for (;;) Sleep(INFINITE);  // it does not return for oneself
}

std::string write_dump(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  make_room(folder);
  const fs::path path = folder / name_of(std::chrono::system_clock::now());
  // Loaded when it is needed: only then, and only from System32.
  const HMODULE library = LoadLibraryExW(L"dbghelp.dll", nullptr, LOAD_LIBRARY_SEARCH_SYSTEM32);
  if (!library) return {};
  const auto write = reinterpret_cast<decltype(&MiniDumpWriteDump)>(
      reinterpret_cast<void*>(GetProcAddress(library, "MiniDumpWriteDump")));
  if (!write) return {};
  const windows::Handle file(CreateFileW(path.c_str(), GENERIC_WRITE, 0, nullptr, CREATE_NEW,
                                         FILE_ATTRIBUTE_NORMAL, nullptr));
  if (!file) return {};
  if (!write(GetCurrentProcess(), GetCurrentProcessId(), file.get(), MiniDumpWithThreadInfo,
             nullptr, nullptr, nullptr)) {
    return {};
  }
  return config::utf8_from_path(path);
}

}  // namespace deepalive::service
