#pragma once

#include <string>

namespace deepalive::testing {

struct CommandResult {
  int status = -1;
  std::string output;  // and errors
};

// Runs a command of the shell until it ends.
CommandResult run_command(const std::string& command);

}  // namespace deepalive::testing
