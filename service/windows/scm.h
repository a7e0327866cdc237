#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "probes/service/service_state.h"
#include "service/windows/scm_api.h"

// `deepalive service …`: installing, starting and asking about a service by the service control
// manager. Each call blocks for as long as it takes, and is bounded; errors name the Win32 code and
// what to do.
namespace deepalive::service {

inline constexpr std::string_view kServiceName = "DeepAlive";

struct ServiceDefinition {
  std::string name{kServiceName};
  std::string display_name = "DeepAlive health agent";
  std::string description =
      "Holds a fresh verdict on every clustered IIS website of this node and answers the failover "
      "cluster's health checks from it.";
  std::string command;           // service_command()
  bool keep_start_type = false;  // what an administrator has made of it; a new one is automatic
};

// How the service control manager is to start the agent: both paths quoted, or a blank in one could
// start another program. Both must be absolute (a service begins in System32).
Result<std::string> service_command(const std::string& executable, const std::string& config_file);

struct InstallReport {
  bool updated = false;                 // it was there already
  std::vector<std::string> warnings{};  // what this system does not keep
};

// Automatic start, neither delayed (the cluster asks right after boot) nor dependent on anything;
// restarted when it fails, 5 s, 5 s and then 30 s later; a SID of its own; no privileges that it
// does not use. What is there already is brought to this, except its account and, if so wanted, its
// start type.
Result<InstallReport> install_service(ScmApi& scm, const ServiceDefinition& definition);

struct ServiceStatus {
  probes::ServicePhase phase = probes::ServicePhase::stopped;
  std::uint32_t process_id = 0;
  std::uint32_t checkpoint = 0;
  Duration wait_hint{};
  std::uint32_t win32_exit_code = 0;
  std::uint32_t specific_exit_code = 0;  // valid with win32_exit_code 1066
};

// Told the state about once a second while a service takes its time.
using ServiceProgress = std::function<void(const ServiceStatus& status)>;

Result<ServiceStatus> query_service(ScmApi& scm, const std::string& name);

// Returns when it runs; that it ran already is no error. The error of one that ends instead says
// how it ended.
Result<ServiceStatus> start_service(ScmApi& scm, const std::string& name,
                                    const ServiceProgress& progress = {});

// Returns when it has stopped; that it had stopped already is no error.
Result<ServiceStatus> stop_service(ScmApi& scm, const std::string& name,
                                   const ServiceProgress& progress = {});

// Stops it first. False: it was not installed, which is no error.
Result<bool> uninstall_service(ScmApi& scm, const std::string& name,
                               const ServiceProgress& progress = {});

struct ServiceDescription {
  ServiceStatus status{};
  std::string command{};
  std::string start_type{};  // "automatic", "manual", "disabled", …
  std::string exit{};        // how it ended, when it ended badly
};
Result<ServiceDescription> describe_service(ScmApi& scm, const std::string& name);

}  // namespace deepalive::service
