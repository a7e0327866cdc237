#include "service/process/hidden_line.h"

#include <termios.h>
#include <unistd.h>

#include <iostream>

namespace deepalive::service {

std::optional<std::string> read_hidden_line() {
  termios shown{};
  const bool at_terminal = ::tcgetattr(STDIN_FILENO, &shown) == 0;
  if (at_terminal) {
    termios hidden = shown;
    hidden.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden);
  }
  std::string line;
  const bool is_there = static_cast<bool>(std::getline(std::cin, line));
  if (at_terminal) ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown);
  if (!is_there) return std::nullopt;
  return line;
}

}  // namespace deepalive::service
