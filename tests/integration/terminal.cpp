#include "tests/integration/terminal.h"

#include <poll.h>
#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>
#include <stdexcept>
#include <thread>

extern char** environ;

namespace deepalive::testing {
namespace {

using namespace std::chrono_literals;
constexpr auto kPatience = 10s;

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> all;
  for (auto& text : texts) all.push_back(text.data());
  all.push_back(nullptr);
  return all;
}

}  // namespace

AtTerminal::AtTerminal(const std::vector<std::string>& command, unsigned short columns,
                       unsigned short rows,
                       const std::vector<std::pair<std::string, std::string>>& environment) {
  std::vector<std::string> arguments = command;
  std::vector<std::string> variables;
  for (const auto& [name, value] : environment) variables.push_back(name + "=" + value);
  for (char** variable = environ; *variable != nullptr; ++variable) {
    const std::string text = *variable;
    const std::string name = text.substr(0, text.find('='));
    // What the tests themselves run at must not count.
    if (name != "COLUMNS" && name != "LINES" && name != "NO_COLOR" && name != "TERM") {
      variables.push_back(text);
    }
  }
  const auto argv = pointers(arguments);
  const auto envp = pointers(variables);
  winsize size{};
  size.ws_col = columns;
  size.ws_row = rows;
  child_ = ::forkpty(&terminal_, nullptr, nullptr, &size);
  if (child_ < 0) throw std::runtime_error("forkpty");
  if (child_ == 0) {
    ::execve(argv[0], argv.data(), envp.data());
    ::_exit(127);
  }
}

AtTerminal::~AtTerminal() {
  if (child_ > 0) {
    ::kill(child_, SIGKILL);
    ::waitpid(child_, nullptr, 0);
  }
  ::close(terminal_);
}

bool AtTerminal::read_more(int milliseconds) {
  pollfd ready{terminal_, POLLIN, 0};
  if (::poll(&ready, 1, milliseconds) <= 0) return true;
  std::array<char, 4096> bytes;
  const auto count = ::read(terminal_, bytes.data(), bytes.size());
  if (count <= 0) return false;  // EIO: the other end is closed
  seen_.append(bytes.data(), static_cast<std::size_t>(count));
  return true;
}

const std::string& AtTerminal::seen_until(const std::string& text) {
  const auto end = std::chrono::steady_clock::now() + kPatience;
  bool open = true;
  while (open && std::chrono::steady_clock::now() < end) {
    if (const auto at = seen_.find(text, told_); at != seen_.npos) {
      told_ = at + text.size();
      break;
    }
    open = read_more(100);
  }
  return seen_;
}

void AtTerminal::type(const std::string& keys) {
  if (::write(terminal_, keys.data(), keys.size()) < 0) throw std::runtime_error("write");
}

int AtTerminal::exit_code() {
  const auto end = std::chrono::steady_clock::now() + kPatience;
  bool open = true;
  while (std::chrono::steady_clock::now() < end) {
    if (open) open = read_more(50);
    int status = 0;
    if (::waitpid(child_, &status, open ? WNOHANG : 0) == child_) {
      while (open && read_more(0)) {
        pollfd ready{terminal_, POLLIN, 0};
        if (::poll(&ready, 1, 0) <= 0) break;
      }
      child_ = -1;
      return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    }
  }
  return -1;
}

}  // namespace deepalive::testing
