#include <memory>
#include <string>

#include "service/commands/commands.h"
#include "service/commands/exit_codes.h"
#include "service/commands/help.h"
#include "service/commands/service_options.h"
#ifdef _WIN32
#include "service/windows/service_commands.h"
#else
#include "service/commands/complain.h"
#endif

namespace deepalive::service {
namespace {

#ifndef _WIN32
// The commands are known everywhere, so that their help is; what they do is Windows'.
int only_on_windows() {
  complain("the service is Windows'; here 'deepalive run' runs the agent in the foreground");
  return kBadCommandLine;
}
int install_service_command(const ServiceInstall&) { return only_on_windows(); }
int uninstall_service_command(const ServiceUninstall&) { return only_on_windows(); }
int start_service_command(const std::string&) { return only_on_windows(); }
int stop_service_command(const std::string&) { return only_on_windows(); }
int show_service_command(bool) { return only_on_windows(); }
#endif

constexpr const char* kCodes = "0 done, 64 not Windows, 70 it failed (why is told)";

void add_log_option(CLI::App& command, std::string& log) {
  command.add_option("--log", log, "Also write what this says to a file's end")
      ->type_name(value_kind::kFile);
}

void add_install(CLI::App& service, Action& action) {
  auto options = std::make_shared<ServiceInstall>();
  options->config = default_config_file();
  CLI::App* command =
      service.add_subcommand("install", "Install the service, or bring it up to date");
  add_config_option(*command, options->config);
  CLI::Option* first =
      command->add_flag("--first-config", options->first_config,
                        "Write the configuration if there is none: from the node's IIS, or, "
                        "where that cannot be read, without roles");
  command->add_option("--listen", options->listen, "Where the agent listens by that (host:port)")
      ->type_name(value_kind::kText)
      ->needs(first);
  command->add_flag("--keep-start-type", options->keep_start_type,
                    "A service that is there is not set to start automatically again");
  command->add_flag("--start", options->start,
                    "Start it then, unless it is disabled or started by hand; a new service that "
                    "does not start is taken away again");
  CLI::Option* rule = command->add_flag(
      "--firewall-rule", options->firewall_rule,
      "Open the ports of agent.listen and agent.agent_check in Windows Defender Firewall");
  command
      ->add_option("--remote-address", options->remote_address,
                   "For whom, as the firewall writes it: 10.0.0.0/8,LocalSubnet")
      ->type_name(value_kind::kText)
      ->needs(rule)
      ->capture_default_str();
  add_log_option(*command, options->log);
  show_examples(*command,
                {{"deepalive service install", "with the default configuration"},
                 {"deepalive service install --first-config --start", "all at once, on a new node"},
                 {"deepalive service install --config D:\\DeepAlive\\deepalive.yaml",
                  "with another configuration; elevated, as all that changes services"}},
                "0 done, 64 not Windows, 70 it failed (why is told), 78 bad configuration");
  command->callback(
      [options, &action] { action = [options] { return install_service_command(*options); }; });
}

void add_uninstall(CLI::App& service, Action& action) {
  auto options = std::make_shared<ServiceUninstall>();
  CLI::App* command = service.add_subcommand(
      "uninstall", "Stop and remove the service; configuration and data stay");
  command->add_flag("--purge", options->purge,
                    "Remove the folder of configuration, data and logs too");
  command->add_flag("--take-back-first-config", options->take_back_first_config)
      ->group("");  // for an installer that rolls back
  add_log_option(*command, options->log);
  show_examples(*command,
                {{"deepalive service uninstall", "configuration and data stay"},
                 {"deepalive service uninstall --purge", "and nothing stays"}},
                kCodes);
  command->callback(
      [options, &action] { action = [options] { return uninstall_service_command(*options); }; });
}

void add_plain(CLI::App& service, Action& action, const char* name, const char* text,
               int (*run)(const std::string& log)) {
  auto log = std::make_shared<std::string>();
  CLI::App* command = service.add_subcommand(name, text);
  add_log_option(*command, *log);
  const std::string example = std::string("deepalive service ") + name;
  show_examples(*command, {{example, "elevated"}}, kCodes);
  command->callback([run, log, &action] { action = [run, log] { return run(*log); }; });
}

void add_status(CLI::App& service, Action& action) {
  auto as_json = std::make_shared<bool>(false);
  CLI::App* command = service.add_subcommand("status", "Show the service's state and settings");
  command->add_flag("--json", *as_json, "As one line of JSON");
  show_examples(*command,
                {{"deepalive service status", "does it run, and with which configuration?"}},
                "0 it runs, 2 it does not, 64 not Windows, 70 it is not installed or cannot be "
                "asked");
  command->callback(
      [as_json, &action] { action = [as_json] { return show_service_command(*as_json); }; });
}

}  // namespace

void add_service_commands(CLI::App& app, Action& action) {
  CLI::App* service =
      app.add_subcommand("service", "Install, remove, start, stop or show the Windows service");
  service->require_subcommand(1);
  add_install(*service, action);
  add_uninstall(*service, action);
  add_plain(*service, action, "start", "Start the service and wait until it runs",
            start_service_command);
  add_plain(*service, action, "stop", "Stop the service and wait until it has stopped",
            stop_service_command);
  add_status(*service, action);
}

}  // namespace deepalive::service
