#include "service/console/console.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include "service/console/screen_size.h"

namespace deepalive::service {

struct Console::Before {};

Console::Console() : takes_sequences_(::isatty(STDOUT_FILENO) == 1) {}
Console::~Console() = default;

Screen native_screen() {
  Screen screen;
  screen.is_terminal = ::isatty(STDOUT_FILENO) == 1;
  winsize size{};
  if (screen.is_terminal && ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0) {
    if (size.ws_col > 0) screen.width = size.ws_col;
    if (size.ws_row > 0) screen.height = size.ws_row;
  }
  return screen;
}

}  // namespace deepalive::service
