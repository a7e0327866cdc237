#pragma once

#include <string>
#include <vector>

namespace deepalive::service {

// The command line's words after the program's name, in UTF-8 on every platform.
std::vector<std::string> utf8_arguments(int argc, char** argv);

#ifdef _WIN32
// This process's own executable, absolute; UTF-8.
std::string executable_file();
#endif

}  // namespace deepalive::service
