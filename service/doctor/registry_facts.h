#pragma once

#include <optional>

#include "service/doctor/facts.h"
#include "service/doctor/registry.h"

namespace deepalive::service::doctor {

// The resource types of our DLL begin with this; 'cluster dll' appends a role.
inline constexpr std::string_view kDllType = "DeepAlive IIS Role";
inline constexpr std::string_view kScriptType = "Generic Script";
inline constexpr std::size_t kMaxClusterNodes = 64;  // the most that Windows Server supports

// All but vbscript_file and administrator, which are not in the registry.
WindowsFacts read_windows(const Registry& registry);

// The cluster database as this node has it at HKLM\Cluster while its cluster service runs
// (Microsoft Learn, "Cluster Database", "Private Properties of a Cluster Object"); it is read,
// never written. Null where it is not there. Without the scripts' texts and the files' copies.
Fact<std::optional<ClusterFacts>> read_cluster(const Registry& registry);

}  // namespace deepalive::service::doctor
