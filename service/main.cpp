#include <iostream>
#include <string>
#include <vector>

#include "service/commands/cli.h"
#include "service/commands/exit_codes.h"
#include "service/process/arguments.h"

int main(int argc, char** argv) {
  try {
    return deepalive::service::run_command_line(deepalive::service::utf8_arguments(argc, argv));
  } catch (const std::exception& error) {
    std::cerr << "deepalive: " << error.what() << '\n';
    return deepalive::service::kFailed;
  }
}
