#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/spec.h"
#include "service/doctor/facts.h"
#include "service/doctor/machine.h"
#include "service/pipe/pipe_client.h"

namespace deepalive::service::doctor {

// How long one thing is looked at. Things that need each other are looked at one after the other,
// in two rounds: a doctor ends after twice this, and a little.
inline constexpr Duration kPatience = std::chrono::seconds(5);
inline constexpr std::size_t kMaxResources = 64;  // of the cluster, whose files are looked at

// What is to be looked at.
struct Visit {
  std::string config_file;  // as it is called
  bool has_config = false;  // it is there, and `spec` is what it says
  NodeSpec spec{};          // else the defaults
  PipeAddress pipe{};       // of the agent
  std::string role{};       // only this one; empty = all
};

// Looks at everything. Whatever hangs is left behind and becomes "no answer within 5s".
Facts gather(const Visit& visit, const Machine& machine);

// The file as another node shares it with administrators: "\\node\admin$\System32\x.vbs" below the
// folder of Windows, "\\node\C$\x.vbs" on a drive.
std::string path_on(std::string_view node, const std::string& file,
                    std::string_view windows_folder);

// The parts of it.
SharedConfigFacts look_at_shared_config(const std::string& config_folder, const Machine& machine);
std::vector<EndpointFact> look_at_endpoints(const NodeSpec& spec);
// Reads the scripts and compares the files on all nodes; clocks of the others.
std::vector<ClockFact> look_at_cluster(ClusterFacts& cluster, const Machine& machine);

}  // namespace deepalive::service::doctor
