#include <filesystem>
#include <iostream>
#include <memory>

#include "config/environment.h"
#include "config/reading/text.h"
#include "service/commands/commands.h"
#include "service/commands/configuration.h"
#include "service/commands/exit_codes.h"
#include "service/events/windows/event_source.h"
#include "service/net/open_ports.h"
#include "service/process/arguments.h"
#include "service/windows/scm.h"
#include "service/windows/script_class_registration.h"
#include "service/windows/setup/data_folder.h"
#include "service/windows/setup/firewall_rule.h"
#include "service/windows/setup/first_file.h"
#include "service/windows/setup/setup_log.h"

namespace deepalive::service {
namespace {

const std::string kName(kServiceName);

struct InstallOptions {
  std::string config;
  bool first_config = false;
  std::string listen;  // of a first configuration
  bool keep_start_type = false;
  bool start = false;
  bool firewall_rule = false;
  std::string remote_address = "*";
};

int fail(const Error& error) {
  std::cerr << "deepalive: " << error.where << '\n';
  return kFailed;
}

void warn(const std::string& text) { std::cerr << "warning: " << text << '\n'; }

void show_progress(const ServiceStatus& status) {
  std::cerr << "  " << to_name(status.phase) << " …\n";
}

int open_firewall(const NodeSpec& spec, const std::string& remote) {
  FirewallRule rule{executable_file(), ports_for_others(spec.agent.listen), remote};
  for (const auto port : ports_for_others(spec.agent.agent_check)) rule.ports.push_back(port);
  if (rule.ports.empty()) {
    warn(
        "no firewall rule is needed: by its configuration (agent.listen) the agent listens for "
        "this machine only. To open it, change that and install the service again with "
        "--firewall-rule");
    return kOk;
  }
  if (const auto error = set_firewall_rule(rule)) return fail(*error);
  std::cout << "firewall: TCP";
  for (const auto port : rule.ports) std::cout << ' ' << port;
  std::cout << " open for " << remote << '\n';
  return kOk;
}

int register_all(const NodeSpec& spec, const InstallOptions& options) {
  const auto program = config::path_from_utf8(executable_file());
  if (const auto error = register_event_source(program)) return fail(*error);
  const auto dll = std::filesystem::path(program).replace_filename("deepalive_cluster.dll");
  if (const auto error = register_script_class(dll)) {
    // A node whose cluster has the resource DLL from elsewhere, or none, goes without.
    if (error->code != ERROR_FILE_NOT_FOUND) return fail(*error);
    warn(error->where);
  }
  return options.firewall_rule ? open_firewall(spec, options.remote_address) : kOk;
}

int purge() {
  const auto gone = purge_data_folder(data_folder());
  if (!gone) return fail(gone.error());
  const std::string name = config::utf8_from_path(data_folder());
  std::cout << name << (*gone ? " removed" : " was not there")
            << "; a configuration elsewhere, and its data, stay where they are\n";
  return kOk;
}

// In the reverse order of install().
int uninstall(ScmApi& scm, bool with_data, bool with_first_config) {
  const auto was_there = uninstall_service(scm, kName, show_progress);
  if (!was_there) return fail(was_there.error());
  std::cout << "service " << kName << (*was_there ? " removed\n" : " was not installed\n");
  // A firewall that cannot be asked keeps nobody from uninstalling.
  if (const auto error = remove_firewall_rule()) warn(error->where);
  if (const auto error = unregister_script_class()) return fail(*error);
  if (const auto error = unregister_event_source()) return fail(*error);
  if (with_first_config) take_back_first_file();
  forget_first_file();
  return with_data ? purge() : kOk;
}

int start(ScmApi& scm) {
  const auto status = start_service(scm, kName, show_progress);
  if (!status) return fail(status.error());
  std::cout << "service " << kName << " runs, process " << status->process_id << '\n';
  return kOk;
}

int start_if_automatic(ScmApi& scm) {
  const auto description = describe_service(scm, kName);
  if (!description) return fail(description.error());
  if (description->start_type == "automatic") return start(scm);
  std::cout << "service " << kName << " is set to start " << description->start_type
            << ", and is left as it is\n";
  return kOk;
}

int install_and_start(ScmApi& scm, const InstallOptions& options, bool& is_new) {
  const auto file = std::filesystem::absolute(config::path_from_utf8(options.config));
  if (config::equal_ignoring_case(config::utf8_from_path(file.parent_path()),
                                  config::utf8_from_path(data_folder()))) {
    if (const auto error = protect_data_folder(data_folder(), kName)) return fail(*error);
  }
  if (options.first_config) {
    if (const auto error = write_first_file(file, options.listen)) return fail(*error);
  }
  // A service that cannot start is found out here, where somebody reads the message.
  const auto spec = load_or_explain(options.config);
  if (!spec) return kBadConfiguration;
  const auto command = service_command(executable_file(), config::utf8_from_path(file));
  if (!command) return fail(command.error());
  ServiceDefinition definition;
  definition.command = *command;
  definition.keep_start_type = options.keep_start_type;
  is_new = !query_service(scm, kName);
  const auto report = install_service(scm, definition);
  if (!report) return fail(report.error());
  for (const auto& warning : report->warnings) warn(warning);
  std::cout << "service " << kName << (report->updated ? " updated" : " installed")
            << (options.start ? "\n" : "; 'deepalive service start' starts it\n");
  if (const int code = register_all(*spec, options)) return code;
  return options.start ? start_if_automatic(scm) : kOk;
}

int install(ScmApi& scm, const InstallOptions& options) {
  bool is_new = false;
  const int code = install_and_start(scm, options, is_new);
  if (code == kOk || !options.start) return code;
  // Whoever wants it to run has nothing of one that does not. What was there before stays.
  if (is_new) {
    std::cerr << "what was installed is taken away again\n";
    uninstall(scm, false, true);
  } else {
    take_back_first_file();
  }
  return code;
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

// The commands below `deepalive service`. Those that change something have --log.
class ServiceCommands {
 public:
  ServiceCommands(CLI::App& app, Action& action)
      : service_(app.add_subcommand("service",
                                    "Install, remove, start, stop or show the Windows service")),
        action_(action) {
    service_->require_subcommand(1);
  }

  template <class Run>
  CLI::App* add(const std::string& name, const std::string& text, Run run, bool logged = true) {
    CLI::App* command = service_->add_subcommand(name, text);
    auto log = std::make_shared<std::string>();
    if (logged) command->add_option("--log", *log, "Also write what this says to a file's end");
    command->callback([this_action = &action_, name, run, log] {
      *this_action = [name, run, log] {
        const SetupLog setup_log(*log, "service " + name);
        return run(*make_scm_api());
      };
    });
    return command;
  }

 private:
  CLI::App* const service_;
  Action& action_;
};

void add_install(ServiceCommands& commands) {
  auto options = std::make_shared<InstallOptions>();
  options->config = default_config_file();
  CLI::App* command = commands.add("install", "Install the service, or bring it up to date",
                                   [options](ScmApi& scm) { return install(scm, *options); });
  command->add_option("--config", options->config, "The configuration file")->capture_default_str();
  CLI::Option* first =
      command->add_flag("--first-config", options->first_config,
                        "Write the configuration if there is none: from the node's IIS, or, "
                        "where that cannot be read, without roles");
  command->add_option("--listen", options->listen, "Where the agent listens by that (host:port)")
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
      ->needs(rule)
      ->capture_default_str();
}

void add_uninstall(ServiceCommands& commands) {
  struct Options {
    bool purge = false;
    bool first_config = false;
  };
  auto options = std::make_shared<Options>();
  CLI::App* command = commands.add(
      "uninstall", "Stop and remove the service; configuration and data stay",
      [options](ScmApi& scm) { return uninstall(scm, options->purge, options->first_config); });
  command->add_flag("--purge", options->purge,
                    "Remove the folder of configuration, data and logs too");
  command->add_flag("--take-back-first-config", options->first_config)
      ->group("");  // for an installer that rolls back
}

}  // namespace

void add_service_commands(CLI::App& app, Action& action) {
  ServiceCommands commands(app, action);
  add_install(commands);
  add_uninstall(commands);
  commands.add("start", "Start the service and wait until it runs", start);
  commands.add("stop", "Stop the service and wait until it has stopped", stop);
  commands.add("status", "Show the service's state and settings", show, false);
}

}  // namespace deepalive::service
