#pragma once

#include <CLI/CLI.hpp>
#include <cstddef>
#include <memory>
#include <optional>

#include "service/commands/commands.h"
#include "service/console/screen.h"

namespace deepalive::service {

// What is said beside the command.
struct GlobalOptions {
  ColourMode colour = ColourMode::when_possible;
};

// The whole line of commands: all that can be typed, with its help. What is parsed sets `action`
// and `global`, which outlive it. The help is laid out for so many columns; null = no limit.
std::unique_ptr<CLI::App> make_command_line(Action& action, GlobalOptions& global,
                                            std::optional<std::size_t> columns = std::nullopt);

}  // namespace deepalive::service
