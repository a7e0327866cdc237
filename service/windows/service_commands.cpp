#include <filesystem>
#include <iostream>
#include <memory>

#include "config/environment.h"
#include "service/commands/commands.h"
#include "service/commands/configuration.h"
#include "service/commands/exit_codes.h"
#include "service/events/windows/event_source.h"
#include "service/process/arguments.h"
#include "service/windows/scm.h"
#include "service/windows/script_class_registration.h"

namespace deepalive::service {
namespace {

const std::string kName(kServiceName);

int fail(const Error& error) {
  std::cerr << "deepalive: " << error.where << '\n';
  return kFailed;
}

void show_progress(const ServiceStatus& status) {
  std::cerr << "  " << to_name(status.phase) << " …\n";
}

int install(ScmApi& scm, const std::string& config) {
  // A service that cannot start is found out here, where somebody reads the message.
  if (!load_or_explain(config)) return kBadConfiguration;
  const auto file = std::filesystem::absolute(config::path_from_utf8(config));
  const auto command = service_command(executable_file(), config::utf8_from_path(file));
  if (!command) return fail(command.error());
  ServiceDefinition definition;
  definition.command = *command;
  const auto report = install_service(scm, definition);
  if (!report) return fail(report.error());
  for (const auto& warning : report->warnings) std::cerr << "warning: " << warning << '\n';
  std::cout << "service " << kName << (report->updated ? " updated" : " installed")
            << "; 'deepalive service start' starts it\n";
  if (const auto error = register_event_source(config::path_from_utf8(executable_file()))) {
    return fail(*error);
  }
  const auto dll =
      config::path_from_utf8(executable_file()).replace_filename("deepalive_cluster.dll");
  if (const auto error = register_script_class(dll)) {
    // A node whose cluster has the resource DLL from elsewhere, or none, goes without.
    if (error->code != ERROR_FILE_NOT_FOUND) return fail(*error);
    std::cerr << "warning: " << error->where << '\n';
  }
  return kOk;
}

int uninstall(ScmApi& scm) {
  const auto was_there = uninstall_service(scm, kName, show_progress);
  if (!was_there) return fail(was_there.error());
  std::cout << "service " << kName << (*was_there ? " removed\n" : " was not installed\n");
  if (const auto error = unregister_event_source()) return fail(*error);
  if (const auto error = unregister_script_class()) return fail(*error);
  return kOk;
}

int start(ScmApi& scm) {
  const auto status = start_service(scm, kName, show_progress);
  if (!status) return fail(status.error());
  std::cout << "service " << kName << " runs, process " << status->process_id << '\n';
  return kOk;
}

int stop(ScmApi& scm) {
  const auto status = stop_service(scm, kName, show_progress);
  if (!status) return fail(status.error());
  std::cout << "service " << kName << " has stopped\n";
  return kOk;
}

int show(ScmApi& scm) {
  const auto description = describe_service(scm, kName);
  if (!description) return fail(description.error());
  std::cout << "state    " << to_name(description->status.phase);
  if (description->status.process_id) std::cout << ", process " << description->status.process_id;
  std::cout << "\nstart    " << description->start_type << "\ncommand  " << description->command
            << '\n';
  if (!description->exit.empty()) std::cout << "ended    " << description->exit << '\n';
  return description->status.phase == probes::ServicePhase::running ? kOk : kUnhealthy;
}

}  // namespace

void add_service_commands(CLI::App& app, Action& action) {
  CLI::App* service =
      app.add_subcommand("service", "Install, remove, start, stop or show the Windows service");
  service->require_subcommand(1);
  auto config = std::make_shared<std::string>(default_config_file());
  CLI::App* install_command =
      service->add_subcommand("install", "Install the service, or bring it up to date");
  install_command->add_option("--config", *config, "The configuration file")->capture_default_str();
  install_command->callback(
      [config, &action] { action = [config] { return install(*make_scm_api(), *config); }; });
  const auto add = [service, &action](const char* name, const char* text, int (*run)(ScmApi&)) {
    service->add_subcommand(name, text)->callback([run, &action] {
      action = [run] { return run(*make_scm_api()); };
    });
  };
  add("uninstall", "Stop and remove the service", uninstall);
  add("start", "Start the service and wait until it runs", start);
  add("stop", "Stop the service and wait until it has stopped", stop);
  add("status", "Show the service's state and settings", show);
}

}  // namespace deepalive::service
