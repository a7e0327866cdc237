#pragma once

#include <string>

// What `deepalive service …` does; each gives the exit code, and prints what it did or why not.
namespace deepalive::service {

int install_service_command(const std::string& config);
int uninstall_service_command();
int start_service_command();
int stop_service_command();
int show_service_command(bool as_json);

}  // namespace deepalive::service
