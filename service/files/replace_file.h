#pragma once

#include <filesystem>
#include <optional>
#include <string_view>

#include "core/result.h"

namespace deepalive::service {

// Puts a file with this content in the place of `path`, whether there is one or not. Whoever reads
// `path` sees the old content or the new one, and so does a machine that loses its power meanwhile.
// Who had rights on the old file has them on the new one (Linux: its mode, not its owner).
// Blocks for as long as the disk does.
std::optional<Error> replace_file(const std::filesystem::path& path, std::string_view content);

}  // namespace deepalive::service
