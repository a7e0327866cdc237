#include "service/console/console.h"

#include <windows.h>

#include <cstdio>

#include "service/console/screen_size.h"

namespace deepalive::service {
namespace {

constexpr std::size_t kBuffer = std::size_t{64} << 10;

HANDLE output() { return GetStdHandle(STD_OUTPUT_HANDLE); }

}  // namespace

struct Console::Before {
  UINT code_page = 0;
  DWORD mode = 0;
};

// Standard error may be the console where standard output is not, so the code page is set anyway.
Console::Console() : before_(std::make_unique<Before>()) {
  before_->code_page = GetConsoleOutputCP();
  SetConsoleOutputCP(CP_UTF8);
  if (!GetConsoleMode(output(), &before_->mode)) {
    before_->mode = 0;
    return;
  }
  // The CRT writes to a console a byte at a time otherwise, which takes UTF-8 apart.
  std::setvbuf(stdout, nullptr, _IOFBF, kBuffer);
  // Refused before Windows 10 1511: then there is no colour.
  takes_sequences_ = SetConsoleMode(output(), before_->mode | ENABLE_PROCESSED_OUTPUT |
                                                  ENABLE_VIRTUAL_TERMINAL_PROCESSING) != 0;
}

Console::~Console() {
  std::fflush(stdout);  // what is still to be coloured
  if (before_->mode != 0) SetConsoleMode(output(), before_->mode);
  if (before_->code_page != 0) SetConsoleOutputCP(before_->code_page);
}

Screen native_screen() {
  Screen screen;
  DWORD mode = 0;
  screen.is_terminal = GetConsoleMode(output(), &mode) != 0;
  CONSOLE_SCREEN_BUFFER_INFO info{};
  if (screen.is_terminal && GetConsoleScreenBufferInfo(output(), &info)) {
    // The window, not the buffer, which keeps what has scrolled away.
    const int width = info.srWindow.Right - info.srWindow.Left + 1;
    const int height = info.srWindow.Bottom - info.srWindow.Top + 1;
    if (width > 0) screen.width = static_cast<std::size_t>(width);
    if (height > 0) screen.height = static_cast<std::size_t>(height);
  }
  return screen;
}

}  // namespace deepalive::service
