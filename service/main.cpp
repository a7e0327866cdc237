#include <iostream>
#include <string>
#include <vector>

#include "service/commands/cli.h"
#include "service/commands/exit_codes.h"
#include "service/console/console.h"
#include "service/process/arguments.h"

int main(int argc, char** argv) {
  using namespace deepalive::service;
  const Console console;
  try {
    Screen screen = measured_screen();
    screen.colour = console.takes_sequences();
    return run_command_line(utf8_arguments(argc, argv), screen);
  } catch (const std::exception& error) {
    std::cerr << "deepalive: " << error.what() << '\n';
    return kFailed;
  }
}
