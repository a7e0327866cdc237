#include "service/windows/service_commands.h"

#include <boost/json.hpp>
#include <filesystem>
#include <iostream>

#include "config/environment.h"
#include "service/commands/complain.h"
#include "service/commands/configuration.h"
#include "service/commands/exit_codes.h"
#include "service/console/screen.h"
#include "service/events/windows/event_source.h"
#include "service/process/arguments.h"
#include "service/windows/scm.h"
#include "service/windows/script_class_registration.h"

namespace deepalive::service {
namespace {

const std::string kName(kServiceName);

int fail(const Error& error) {
  complain(error.where);
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

int install_service_command(const std::string& config) { return install(*make_scm_api(), config); }

int uninstall_service_command() { return uninstall(*make_scm_api()); }

int start_service_command() { return start(*make_scm_api()); }

int stop_service_command() { return stop(*make_scm_api()); }

int show_service_command(bool as_json) {
  const auto scm = make_scm_api();
  const auto description = describe_service(*scm, kName);
  return description ? show_description(*description, as_json) : fail(description.error());
}

}  // namespace deepalive::service
