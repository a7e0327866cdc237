#pragma once

#include <memory>
#include <string_view>

#include "tests/standins/iis_com/config_node.h"
#include "tests/standins/world/world.h"

namespace deepalive::standins {

inline constexpr wchar_t kSitesSection[] = L"system.applicationHost/sites";
inline constexpr wchar_t kPoolsSection[] = L"system.applicationHost/applicationPools";
inline constexpr wchar_t kAppHostPath[] = L"MACHINE/WEBROOT/APPHOST";

// The sections as they are now; states and worker processes are looked up later, when read.
// `runtime` false leaves out what IIS's runtime extension adds: states, methods, workers.
std::shared_ptr<const ConfigNode> sites_section(const std::shared_ptr<World>& world, bool runtime);
std::shared_ptr<const ConfigNode> pools_section(const std::shared_ptr<World>& world, bool runtime);

}  // namespace deepalive::standins
