#include "service/commands/command_line.h"

#include <boost/json.hpp>
#include <iostream>
#include <map>

#include "cmake/version/build_info.h"
#include "service/commands/complain.h"
#include "service/commands/exit_codes.h"
#include "service/commands/help.h"

namespace deepalive::service {
namespace {

int show_version(bool as_json) {
  const BuildInfo& build = build_info();
  if (as_json) {
    print_json(boost::json::serialize(boost::json::object{
        {"version", build.version}, {"revision", build.revision}, {"compiler", build.compiler}}));
  } else {
    std::cout << "deepalive " << build.version << " (" << build.revision << ", " << build.compiler
              << ")\n";
  }
  return kOk;
}

void add_version_command(CLI::App& app, Action& action) {
  auto as_json = std::make_shared<bool>(false);
  CLI::App* command = app.add_subcommand("version", "Show version, revision and compiler");
  command->add_flag("--json", *as_json, "As one line of JSON");
  show_examples(*command, {{"deepalive version", "which one this is"}});
  command->callback([as_json, &action] { action = [as_json] { return show_version(*as_json); }; });
}

void add_global_options(CLI::App& app, GlobalOptions& global) {
  static const std::map<std::string, ColourMode> kModes = {{"auto", ColourMode::when_possible},
                                                           {"always", ColourMode::always},
                                                           {"never", ColourMode::never}};
  app.add_option_function<std::string>(
         "--color", [&global](const std::string& mode) { global.colour = kModes.at(mode); },
         "Colour: auto is on a terminal only, and not where NO_COLOR is set")
      ->type_name("auto|always|never")
      ->default_str("auto")
      ->check(CLI::IsMember(kModes).description(""));
}

}  // namespace

std::unique_ptr<CLI::App> make_command_line(Action& action, GlobalOptions& global,
                                            std::optional<std::size_t> columns) {
  auto app = std::make_unique<CLI::App>(
      "DeepAlive: always knows whether a clustered IIS website is alive, and says why.",
      "deepalive");
  app->formatter(help_formatter(columns));
  app->footer(
      "Exit codes: 0 healthy or alive, 1 degraded, 2 unhealthy or dead, 3 unknown, 64 bad command "
      "line,\n"
      "69 agent unreachable, 70 the command failed, 78 bad configuration.\n"
      "'deepalive COMMAND --help' shows a command's options and examples.");
  app->require_subcommand(1);
  app->fallthrough();  // --color may stand behind the command, too
  add_global_options(*app, global);
  add_run_command(*app, action);
  add_service_commands(*app, action);
  add_status_command(*app, action);
  add_ask_command(*app, action);
  add_probe_command(*app, action);
  add_history_commands(*app, action);
  add_replay_command(*app, action);
  add_role_commands(*app, action);
  add_maintenance_commands(*app, action);
  add_config_commands(*app, action);
  add_cluster_commands(*app, action);
  add_doctor_command(*app, action);
  add_completion_command(*app, action);
  add_version_command(*app, action);
  add_help_command(*app, action);
  return app;
}

}  // namespace deepalive::service
