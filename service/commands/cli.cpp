#include "service/commands/cli.h"

#include <algorithm>
#include <iostream>
#include <string_view>

#include "cmake/version/build_info.h"
#include "core/nearest.h"
#include "service/commands/commands.h"
#include "service/commands/exit_codes.h"

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
  for (const CLI::App* sub : app.get_subcommands([](const CLI::App*) { return true; })) {
    words.push_back(sub->get_name());
  }
  for (const CLI::Option* option : app.get_options()) {
    for (const auto& name : option->get_lnames()) words.push_back("--" + name);
  }
  return words;
}

int explain(const CLI::App& app, const CLI::ParseError& error,
            const std::vector<std::string>& arguments) {
  const CLI::App& command = chosen(app);
  std::cerr << "deepalive: " << error.what() << '\n';
  const auto words = possible_words(command);
  const std::vector<std::string_view> candidates(words.begin(), words.end());
  for (const auto& argument : arguments) {
    if (std::ranges::find(words, argument) != words.end()) continue;
    const auto meant = nearest(argument, candidates);
    if (!meant.empty()) std::cerr << "did you mean '" << meant << "'?\n";
  }
  std::string words_so_far;
  for (const CLI::App* word = &command; word != &app; word = word->get_parent()) {
    words_so_far = word->get_name() + " " + words_so_far;
  }
  std::cerr << "'deepalive " << words_so_far << "--help' shows what is possible.\n";
  return kBadCommandLine;
}

}  // namespace

int run_command_line(std::vector<std::string> arguments) {
  CLI::App app("DeepAlive: always knows whether a clustered IIS website is alive, and says why.",
               "deepalive");
  app.footer(
      "Exit codes: 0 healthy or alive, 1 degraded, 2 unhealthy or dead, 3 unknown, 64 bad command "
      "line,\n"
      "69 agent unreachable, 70 the command failed, 78 bad configuration.");
  app.require_subcommand(1);
  Action action;
  add_run_command(app, action);
  add_status_command(app, action);
  add_ask_command(app, action);
  add_probe_command(app, action);
  add_history_commands(app, action);
  add_replay_command(app, action);
  add_role_commands(app, action);
  add_maintenance_commands(app, action);
  add_config_commands(app, action);
  add_cluster_commands(app, action);
  add_doctor_command(app, action);
#ifdef _WIN32
  add_service_commands(app, action);
#endif
  app.add_subcommand("version", "Show version, revision and compiler")->callback([&action] {
    action = [] {
      const BuildInfo& build = build_info();
      std::cout << "deepalive " << build.version << " (" << build.revision << ", " << build.compiler
                << ")\n";
      return static_cast<int>(kOk);
    };
  });

  if (arguments.empty()) {
    std::cerr << app.help();
    return kBadCommandLine;
  }
  const auto given = arguments;
  std::ranges::reverse(arguments);  // as CLI11 wants them
  try {
    app.parse(arguments);
  } catch (const CLI::Success& success) {  // --help
    return app.exit(success, std::cout, std::cerr);
  } catch (const CLI::ParseError& error) {
    return explain(app, error, given);
  }
  return action();
}

}  // namespace deepalive::service
