#pragma once

#include <string>

namespace deepalive::service {

// What `deepalive service install` and `… uninstall` were asked for.

struct ServiceInstall {
  std::string config;
  bool first_config = false;
  std::string listen;  // of a first configuration
  bool keep_start_type = false;
  bool start = false;
  bool firewall_rule = false;
  std::string remote_address = "*";
  std::string log;  // a file that gets what is said, too; empty = none
};

struct ServiceUninstall {
  bool purge = false;
  bool take_back_first_config = false;
  std::string log;
};

}  // namespace deepalive::service
