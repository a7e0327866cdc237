#pragma once

#include <functional>
#include <memory>
#include <string>

#include "core/result.h"
#include "core/time.h"
#include "probes/service/service_state.h"
#include "service/doctor/registry.h"

namespace deepalive::service::doctor {

// What the doctor asks of the operating system; a test fills in its own. Every function may block
// for as long as a share or a node hangs, throws nothing, and is called on threads of its own,
// several at once, which may outlive the doctor. Texts and paths are UTF-8.
struct Machine {
  std::string name;            // of this computer
  std::string windows_folder;  // "C:\Windows"; empty where there is none
  std::string program_data;    // "C:\ProgramData"; likewise
  std::function<std::shared_ptr<Registry>()> registry;
  std::function<std::shared_ptr<probes::ServiceReader>()> services;
  // The version of a file, else its SHA-256: "1.2.3.0", "sha256:0123456789abcdef". path_missing
  // when it is not there.
  std::function<Result<std::string>(const std::string& file)> file_identity;
  std::function<Result<bool>()> is_administrator;
  // By how much that node's clock is ahead of ours.
  std::function<Result<Duration>(const std::string& node)> clock_ahead;
};

// This one. Off Windows most of it says that only Windows has it.
Machine this_machine();

// What file_identity gives for a file without a version.
Result<std::string> file_hash(const std::string& file);

}  // namespace deepalive::service::doctor
