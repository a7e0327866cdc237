#pragma once

#include <filesystem>
#include <optional>

#include "cluster/resource/settings.h"
#include "core/result.h"

namespace deepalive::service {

// Makes a copy of the resource DLL whose resources have these settings for defaults. Nothing, or
// the whole copy, is there afterwards. The original may be in use; a copy that a cluster has loaded
// cannot be replaced.
std::optional<Error> stamp_dll(const std::filesystem::path& original,
                               const std::filesystem::path& copy,
                               const cluster::Settings& settings);

}  // namespace deepalive::service
