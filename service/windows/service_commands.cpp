#include "service/windows/service_commands.h"

#include <boost/json.hpp>
#include <filesystem>
#include <iostream>

#include "config/environment.h"
#include "config/reading/text.h"
#include "service/commands/complain.h"
#include "service/commands/configuration.h"
#include "service/commands/exit_codes.h"
#include "service/console/screen.h"
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

int fail(const Error& error) {
  complain(error.where);
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

int register_all(const NodeSpec& spec, const ServiceInstall& options) {
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

int install_and_start(ScmApi& scm, const ServiceInstall& options, bool& is_new) {
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

int install(ScmApi& scm, const ServiceInstall& options) {
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

int show_description(const ServiceDescription& description, bool as_json) {
  const auto& status = description.status;
  if (as_json) {
    print_json(boost::json::serialize(boost::json::object{{"name", kName},
                                                          {"state", to_name(status.phase)},
                                                          {"process_id", status.process_id},
                                                          {"start", description.start_type},
                                                          {"command", description.command},
                                                          {"ended", description.exit}}));
  } else {
    std::cout << "state    "
              << painted(to_name(status.phase), colour_of_word(to_name(status.phase)),
                         screen_of(std::cout));
    if (status.process_id) std::cout << ", process " << status.process_id;
    std::cout << "\nstart    " << description.start_type << "\ncommand  "
              << printable(description.command) << '\n';
    if (!description.exit.empty()) std::cout << "ended    " << description.exit << '\n';
  }
  return status.phase == probes::ServicePhase::running ? kOk : kUnhealthy;
}

}  // namespace

int install_service_command(const ServiceInstall& options) {
  const SetupLog log(options.log, "service install");
  return install(*make_scm_api(), options);
}

int uninstall_service_command(const ServiceUninstall& options) {
  const SetupLog log(options.log, "service uninstall");
  return uninstall(*make_scm_api(), options.purge, options.take_back_first_config);
}

int start_service_command(const std::string& log_file) {
  const SetupLog log(log_file, "service start");
  return start(*make_scm_api());
}

int stop_service_command(const std::string& log_file) {
  const SetupLog log(log_file, "service stop");
  return stop(*make_scm_api());
}

int show_service_command(bool as_json) {
  const auto scm = make_scm_api();
  const auto description = describe_service(*scm, kName);
  return description ? show_description(*description, as_json) : fail(description.error());
}

}  // namespace deepalive::service
