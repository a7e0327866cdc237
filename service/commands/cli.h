#pragma once

#include <string>
#include <vector>

namespace deepalive::service {

// The command line, arguments in UTF-8 without the program's name. Returns the exit code.
int run_command_line(std::vector<std::string> arguments);

}  // namespace deepalive::service
