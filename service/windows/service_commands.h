#pragma once

#include <string>

#include "service/commands/service_options.h"

// What `deepalive service …` does; each gives the exit code, and prints what it did or why not,
// also to the end of `log` unless that is empty.
namespace deepalive::service {

int install_service_command(const ServiceInstall& options);
int uninstall_service_command(const ServiceUninstall& options);
int start_service_command(const std::string& log);
int stop_service_command(const std::string& log);
int show_service_command(bool as_json);

}  // namespace deepalive::service
