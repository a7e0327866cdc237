#include <memory>
#include <string>

#include "service/commands/commands.h"
#include "service/commands/exit_codes.h"
#include "service/commands/help.h"
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
int install_service_command(const std::string&) { return only_on_windows(); }
int uninstall_service_command() { return only_on_windows(); }
int start_service_command() { return only_on_windows(); }
int stop_service_command() { return only_on_windows(); }
int show_service_command(bool) { return only_on_windows(); }
#endif

CLI::App& add_plain(CLI::App& service, Action& action, const char* name, const char* text,
                    int (*run)()) {
  CLI::App* command = service.add_subcommand(name, text);
  command->callback([run, &action] { action = [run] { return run(); }; });
  return *command;
}

}  // namespace

void add_service_commands(CLI::App& app, Action& action) {
  constexpr const char* kCodes = "0 done, 64 not Windows, 70 it failed (why is told)";
  CLI::App* service =
      app.add_subcommand("service", "Install, remove, start, stop or show the Windows service");
  service->require_subcommand(1);

  auto config = std::make_shared<std::string>(default_config_file());
  CLI::App* install =
      service->add_subcommand("install", "Install the service, or bring it up to date");
  add_config_option(*install, *config);
  show_examples(*install,
                {{"deepalive service install", "with the default configuration"},
                 {"deepalive service install --config D:\\DeepAlive\\deepalive.yaml",
                  "with another; elevated, as all that changes services"}},
                "0 done, 64 not Windows, 70 it failed (why is told), 78 bad configuration");
  install->callback(
      [config, &action] { action = [config] { return install_service_command(*config); }; });
  show_examples(add_plain(*service, action, "uninstall", "Stop and remove the service",
                          uninstall_service_command),
                {{"deepalive service uninstall", "configuration and data stay"}}, kCodes);
  show_examples(add_plain(*service, action, "start", "Start the service and wait until it runs",
                          start_service_command),
                {{"deepalive service start", "elevated"}}, kCodes);
  show_examples(add_plain(*service, action, "stop",
                          "Stop the service and wait until it has stopped", stop_service_command),
                {{"deepalive service stop", "elevated"}}, kCodes);

  auto as_json = std::make_shared<bool>(false);
  CLI::App* status = service->add_subcommand("status", "Show the service's state and settings");
  status->add_flag("--json", *as_json, "As one line of JSON");
  show_examples(*status,
                {{"deepalive service status", "does it run, and with which configuration?"}},
                "0 it runs, 2 it does not, 64 not Windows, 70 it is not installed or cannot be "
                "asked");
  status->callback(
      [as_json, &action] { action = [as_json] { return show_service_command(*as_json); }; });
}

}  // namespace deepalive::service
