#include "service/windows/scm.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <optional>

#include "probes/windows/utf8.h"
#include "service/windows/scm_errors.h"

namespace deepalive::service {
namespace {

using probes::ServicePhase;
using std::chrono::milliseconds;
using std::chrono::seconds;

// However much progress a service reports, this is the end of waiting for it.
constexpr seconds kMaxWait{120};
// Without progress, its own wait hint is the end, but not less than this.
constexpr seconds kMinHint{10};

// The privileges that stay; the control manager takes all others away at the next start.
// Impersonation, because a shared configuration is read as the user that redirection.config names.
// (Not verified on Windows.)
constexpr wchar_t kPrivileges[] = L"SeChangeNotifyPrivilege\0SeImpersonatePrivilege\0";

ServiceStatus to_status(const SERVICE_STATUS_PROCESS& found) {
  // Our list is the system's, which begins with 1.
  const auto index =
      std::clamp<std::size_t>(found.dwCurrentState, 1, probes::kAllServicePhases.size());
  return {.phase = probes::kAllServicePhases[index - 1],
          .process_id = found.dwProcessId,
          .checkpoint = found.dwCheckPoint,
          .wait_hint = milliseconds(found.dwWaitHint),
          .win32_exit_code = found.dwWin32ExitCode,
          .specific_exit_code = found.dwServiceSpecificExitCode};
}

// Sets one thing; a system that does not know it (Wine) is worth a warning.
std::optional<Error> configure(ScmApi& scm, const std::string& name, DWORD level, void* info,
                               const std::string& what, InstallReport& report) {
  const DWORD code = scm.configure(name, level, info);
  if (code == ERROR_SUCCESS) return std::nullopt;
  if (code == ERROR_INVALID_LEVEL) {
    report.warnings.push_back("this system does not keep " + what + " (Win32 error 124)");
    return std::nullopt;
  }
  return scm_error(name, "cannot set " + what, code);
}

std::optional<Error> configure_all(ScmApi& scm, const ServiceDefinition& definition,
                                   InstallReport& report) {
  std::wstring text = windows::to_wide(definition.description);
  SERVICE_DESCRIPTIONW description{text.data()};
  SERVICE_DELAYED_AUTO_START_INFO delayed{FALSE};
  std::array<SC_ACTION, 3> actions{
      {{SC_ACTION_RESTART, 5'000}, {SC_ACTION_RESTART, 5'000}, {SC_ACTION_RESTART, 30'000}}};
  SERVICE_FAILURE_ACTIONSW failure{3600, nullptr, nullptr, static_cast<DWORD>(actions.size()),
                                   actions.data()};
  // Else only a process that dies without a word counts as failed, not one that reports an exit
  // code.
  SERVICE_FAILURE_ACTIONS_FLAG on_exit_code{TRUE};
  SERVICE_SID_INFO sid{SERVICE_SID_TYPE_UNRESTRICTED};
  std::wstring privileges(kPrivileges, std::size(kPrivileges));
  SERVICE_REQUIRED_PRIVILEGES_INFOW required{privileges.data()};

  const struct {
    DWORD level;
    void* info;
    const char* what;
    bool only_on_update;  // because a new service has it so
  } settings[] = {
      {SERVICE_CONFIG_DESCRIPTION, &description, "the description", false},
      {SERVICE_CONFIG_DELAYED_AUTO_START_INFO, &delayed, "that the start is not delayed", true},
      {SERVICE_CONFIG_FAILURE_ACTIONS, &failure, "the restart after a failure", false},
      {SERVICE_CONFIG_FAILURE_ACTIONS_FLAG, &on_exit_code, "that an exit code is a failure", false},
      {SERVICE_CONFIG_SERVICE_SID_INFO, &sid, "the service's own SID", false},
      {SERVICE_CONFIG_REQUIRED_PRIVILEGES_INFO, &required, "the list of privileges", false},
  };
  for (const auto& setting : settings) {
    if (setting.only_on_update && (!report.updated || definition.keep_start_type)) continue;
    auto error = configure(scm, definition.name, setting.level, setting.info, setting.what, report);
    if (error) return error;
  }
  return std::nullopt;
}

// Waits while the service is in the pending phase. Bounded by what it says itself, and by kMaxWait.
Result<ServiceStatus> wait_while(ScmApi& scm, const std::string& name, ServicePhase pending,
                                 const std::string& doing, const ServiceProgress& progress) {
  const TimePoint begin = scm.now();
  TimePoint last_progress = begin;
  std::optional<TimePoint> last_told;
  std::optional<std::uint32_t> checkpoint;
  while (true) {
    auto status = query_service(scm, name);
    if (!status || status->phase != pending) return status;
    const TimePoint now = scm.now();
    if (checkpoint != status->checkpoint) {
      checkpoint = status->checkpoint;
      last_progress = now;
    }
    if (now - begin >= kMaxWait ||
        now - last_progress >= std::max<Duration>(status->wait_hint, kMinHint)) {
      return scm_error(name,
                       doing + ": it is still " + std::string(to_name(pending)) +
                           " and makes no progress, process " + std::to_string(status->process_id),
                       ERROR_SERVICE_REQUEST_TIMEOUT);
    }
    if (progress && (!last_told || now - *last_told >= seconds(1))) {
      progress(*status);
      last_told = now;
    }
    scm.pause(std::clamp<Duration>(status->wait_hint / 10, milliseconds(50), seconds(1)));
  }
}

std::string to_start_type(DWORD type) {
  switch (type) {
    case SERVICE_AUTO_START:
      return "automatic";
    case SERVICE_DEMAND_START:
      return "manual";
    case SERVICE_DISABLED:
      return "disabled";
    default:
      return "start type " + std::to_string(type);
  }
}

}  // namespace

Result<std::string> service_command(const std::string& executable, const std::string& config_file) {
  for (const std::string& path : {executable, config_file}) {
    if (path.find('"') != path.npos ||
        !std::filesystem::path(windows::to_wide(path)).is_absolute()) {
      return Error{Reason::internal_error, ERROR_BAD_PATHNAME,
                   "'" + path + "' is no absolute path; a service does not start in this folder"};
    }
  }
  return "\"" + executable + "\" run --service --config \"" + config_file + "\"";
}

Result<InstallReport> install_service(ScmApi& scm, const ServiceDefinition& definition) {
  const ServiceRegistration registration{definition.name, definition.display_name,
                                         definition.command, definition.keep_start_type};
  InstallReport report;
  DWORD code = scm.create(registration);
  if (code == ERROR_SERVICE_EXISTS) {
    report.updated = true;
    code = scm.change(registration);
  }
  if (code != ERROR_SUCCESS) return scm_error(definition.name, "cannot be installed", code);
  if (auto error = configure_all(scm, definition, report)) return *error;
  return report;
}

Result<ServiceStatus> query_service(ScmApi& scm, const std::string& name) {
  const auto found = scm.status(name);
  if (!found) {
    return scm_error(name, "cannot be asked for its state", static_cast<DWORD>(found.error().code));
  }
  return to_status(*found);
}

Result<ServiceStatus> start_service(ScmApi& scm, const std::string& name,
                                    const ServiceProgress& progress) {
  const std::string doing = "cannot be started";
  // One that is just ending would refuse.
  if (auto ending = wait_while(scm, name, ServicePhase::stop_pending, doing, progress); !ending) {
    return ending;
  }
  const DWORD code = scm.start(name);
  if (code != ERROR_SUCCESS && code != ERROR_SERVICE_ALREADY_RUNNING) {
    return scm_error(name, doing, code);
  }
  auto status = wait_while(scm, name, ServicePhase::start_pending, doing, progress);
  if (!status || status->phase == ServicePhase::running) return status;
  Error error = scm_error(name, doing + ": it is " + std::string(to_name(status->phase)) + " again",
                          ERROR_PROCESS_ABORTED);
  const std::string exit = exit_text(status->win32_exit_code, status->specific_exit_code);
  if (!exit.empty()) error.where = "service " + name + ": " + doing + ": " + exit;
  return error;
}

Result<ServiceStatus> stop_service(ScmApi& scm, const std::string& name,
                                   const ServiceProgress& progress) {
  const std::string doing = "cannot be stopped";
  // While it starts it takes no controls.
  auto status = wait_while(scm, name, ServicePhase::start_pending, doing, progress);
  if (!status || status->phase == ServicePhase::stopped) return status;
  if (status->phase != ServicePhase::stop_pending) {
    const DWORD code = scm.request_stop(name);
    // It may have ended, or begun to, since we looked.
    if (code != ERROR_SUCCESS && code != ERROR_SERVICE_NOT_ACTIVE &&
        code != ERROR_SERVICE_CANNOT_ACCEPT_CTRL) {
      return scm_error(name, doing, code);
    }
  }
  status = wait_while(scm, name, ServicePhase::stop_pending, doing, progress);
  if (!status || status->phase == ServicePhase::stopped) return status;
  return scm_error(name, doing + ": it is " + std::string(to_name(status->phase)) + " again",
                   ERROR_SERVICE_CANNOT_ACCEPT_CTRL);
}

Result<bool> uninstall_service(ScmApi& scm, const std::string& name,
                               const ServiceProgress& progress) {
  const auto stopped = stop_service(scm, name, progress);
  if (!stopped) {
    if (stopped.error().reason == Reason::service_missing) return false;
    return stopped.error();
  }
  const DWORD code = scm.remove(name);
  if (code == ERROR_SERVICE_DOES_NOT_EXIST) return false;
  // Somebody holds it open; it goes when they let go.
  if (code == ERROR_SUCCESS || code == ERROR_SERVICE_MARKED_FOR_DELETE) return true;
  return scm_error(name, "cannot be uninstalled", code);
}

Result<ServiceDescription> describe_service(ScmApi& scm, const std::string& name) {
  const auto status = query_service(scm, name);
  if (!status) return status.error();
  const auto configuration = scm.configuration(name);
  if (!configuration) {
    return scm_error(name, "cannot be asked for its configuration",
                     static_cast<DWORD>(configuration.error().code));
  }
  ServiceDescription description{.status = *status,
                                 .command = configuration->command,
                                 .start_type = to_start_type(configuration->start_type)};
  if (status->phase == ServicePhase::stopped) {
    description.exit = exit_text(status->win32_exit_code, status->specific_exit_code);
  }
  return description;
}

}  // namespace deepalive::service
