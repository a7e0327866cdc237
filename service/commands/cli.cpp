#include "service/commands/cli.h"

#include <algorithm>
#include <iostream>
#include <string_view>

#include "config/environment.h"
#include "core/nearest.h"
#include "service/commands/command_line.h"
#include "service/commands/complain.h"
#include "service/commands/completion.h"
#include "service/commands/exit_codes.h"
#include "service/commands/help.h"

namespace deepalive::service {
namespace {

// The innermost command that was named, so that an error can speak of its words.
const CLI::App& chosen(const CLI::App& app) {
  const auto sub = app.get_subcommands();
  return sub.empty() ? app : chosen(*sub.front());
}

// Names that could have been meant at this point of the line.
std::vector<std::string> possible_words(const CLI::App& app) {
  std::vector<std::string> words;
  for (const CLI::App* sub : shown_commands(app)) words.push_back(sub->get_name());
  for (const CLI::Option* option : app.get_options()) {
    for (const auto& name : option->get_lnames()) words.push_back("--" + name);
  }
  return words;
}

int explain(const CLI::App& app, const CLI::ParseError& error,
            const std::vector<std::string>& arguments) {
  const CLI::App& command = chosen(app);
  complain(error.what());
  const auto words = possible_words(command);
  const std::vector<std::string_view> candidates(words.begin(), words.end());
  for (const auto& argument : arguments) {
    if (std::ranges::find(words, argument) != words.end()) continue;
    const auto meant = nearest(argument, candidates);
    if (!meant.empty()) std::cerr << "did you mean '" << meant << "'?\n";
  }
  std::cerr << "'" << full_name(command) << " --help' shows what is possible.\n";
  return kBadCommandLine;
}

}  // namespace

int run_command_line(std::vector<std::string> arguments, Screen screen) {
  Action action;
  GlobalOptions global;
  const auto app = make_command_line(action, global, screen.width);
  if (arguments.empty()) {
    std::cerr << app->help();
    return kBadCommandLine;
  }
  if (arguments.front() == kCompleteCommand) {
    arguments.erase(arguments.begin());
    return complete_words(*app, arguments);
  }
  const auto given = arguments;
  std::ranges::reverse(arguments);  // as CLI11 wants them
  try {
    app->parse(arguments);
  } catch (const CLI::Success& success) {  // --help
    return app->exit(success, std::cout, std::cerr);
  } catch (const CLI::ParseError& error) {
    return explain(*app, error, given);
  }
  const config::Environment environment = config::system_environment();
  screen.colour = wants_colour(global.colour, screen.colour, environment.variable("NO_COLOR"),
                               environment.variable("TERM"));
  const ScreenOf standard_output(std::cout, screen);
  return action();
}

}  // namespace deepalive::service
