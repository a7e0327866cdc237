#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cluster/script/generic_script.h"

namespace deepalive::cluster {

enum class RegisterMode : std::uint8_t {
  dll,     // the resource DLL, type "DeepAlive IIS Role"
  script,  // the type "Generic Script" with the role's script
};

// One role as the cluster is to have it. Texts are UTF-8.
struct RegisterSettings {
  std::string role;
  RegisterMode mode = RegisterMode::dll;
  std::string type;   // of a DLL: empty is "DeepAlive IIS Role"; else that and more
  std::string file;   // the DLL, or the role's script: a local path, the same on every node
  std::string group;  // the cluster role; made when it is missing
  std::vector<std::string> disks;
  std::string client_access_point;  // a network name of the group; may be empty
  std::string pipe = "deepalive";
  // The DLL's properties; a script has the last two of its own.
  std::chrono::milliseconds agent_timeout{5000};
  OnUnreachable on_unreachable = OnUnreachable::basic;
  std::chrono::seconds hold{30};
  std::chrono::seconds online_timeout{150};
};

// What keeps these settings from becoming a script, with the cure; nothing when they are fine.
std::optional<std::string> problem_with(const RegisterSettings& settings);

// The whole PowerShell file: lines ending in CR LF; ASCII, or UTF-8 with a byte order mark, because
// Windows PowerShell 5.1 reads anything else in the machine's code page. Only for settings without
// a problem.
std::string register_script(const RegisterSettings& settings);

}  // namespace deepalive::cluster
