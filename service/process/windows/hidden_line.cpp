#include "service/process/hidden_line.h"

#include <windows.h>

#include <iostream>

#include "probes/windows/utf8.h"

namespace deepalive::service {
namespace {

// As the console has it, whatever its code page.
std::optional<std::string> read_console(HANDLE console, DWORD mode) {
  SetConsoleMode(console, mode & ~static_cast<DWORD>(ENABLE_ECHO_INPUT));
  std::wstring line(1024, L'\0');
  DWORD size = 0;
  const BOOL read =
      ReadConsoleW(console, line.data(), static_cast<DWORD>(line.size()), &size, nullptr);
  SetConsoleMode(console, mode);
  if (!read || size == 0) return std::nullopt;
  line.resize(size);
  line.erase(line.find_last_not_of(L"\r\n") + 1);
  return windows::to_utf8(line);
}

}  // namespace

std::optional<std::string> read_hidden_line() {
  const HANDLE input = GetStdHandle(STD_INPUT_HANDLE);
  DWORD mode = 0;
  if (GetConsoleMode(input, &mode)) return read_console(input, mode);
  std::string line;
  if (!std::getline(std::cin, line)) return std::nullopt;
  if (line.ends_with('\r')) line.pop_back();
  return line;
}

}  // namespace deepalive::service
