#pragma once

#include <string>
#include <vector>

#include "service/console/screen.h"

namespace deepalive::service {

// The command line, arguments in UTF-8 without the program's name. Returns the exit code. `screen`
// is where standard output goes, its `colour` whether that can be coloured.
int run_command_line(std::vector<std::string> arguments, Screen screen = {});

}  // namespace deepalive::service
