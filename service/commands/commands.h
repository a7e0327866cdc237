#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <string>

namespace deepalive::service {

// What the chosen command will do once the whole line was understood; gives the exit code.
using Action = std::function<int()>;

// Each adds its commands to the line and sets `action` when one of them is chosen.
void add_run_command(CLI::App& app, Action& action);
void add_service_commands(CLI::App& app, Action& action);
void add_status_command(CLI::App& app, Action& action);
void add_ask_command(CLI::App& app, Action& action);
void add_probe_command(CLI::App& app, Action& action);
void add_history_commands(CLI::App& app, Action& action);
void add_replay_command(CLI::App& app, Action& action);
void add_role_commands(CLI::App& app, Action& action);
void add_maintenance_commands(CLI::App& app, Action& action);
void add_config_commands(CLI::App& app, Action& action);
void add_config_init_command(CLI::App& config, Action& action);     // below 'config'
void add_config_reload_command(CLI::App& config, Action& action);   // below 'config'
void add_config_schema_commands(CLI::App& config, Action& action);  // likewise
void add_cluster_commands(CLI::App& app, Action& action);
void add_completion_command(CLI::App& app, Action& action);
void add_help_command(CLI::App& app, Action& action);
void add_doctor_command(CLI::App& app, Action& action);

// The configuration of the installed service, or where one is expected.
std::string default_config_file();

// The option for a configuration file, `default_config_file()` unless `file` has another one.
CLI::Option* add_config_option(CLI::App& command, std::string& file,
                               const char* names = "--config");

}  // namespace deepalive::service
