#include "service/process/arguments.h"

#include <windows.h>

#include <shellapi.h>

#include <memory>

#include "probes/windows/utf8.h"

namespace deepalive::service {

// argv comes in the system's code page, which cannot hold every path, so the line is taken as
// Windows keeps it.
std::vector<std::string> utf8_arguments(int, char**) {
  int count = 0;
  const std::unique_ptr<LPWSTR, decltype(&LocalFree)> words(
      CommandLineToArgvW(GetCommandLineW(), &count), &LocalFree);
  std::vector<std::string> arguments;
  for (int i = 1; words && i < count; ++i) arguments.push_back(windows::to_utf8(words.get()[i]));
  return arguments;
}

std::string executable_file() {
  std::wstring path(32768, L'\0');  // the longest that Windows knows
  path.resize(GetModuleFileNameW(nullptr, path.data(), static_cast<DWORD>(path.size())));
  return windows::to_utf8(path);
}

}  // namespace deepalive::service
