#pragma once

#include <filesystem>
#include <string>
#include <system_error>

#include "core/result.h"

namespace deepalive::service {

// "PATH: cannot be written: No space left on device". code: errno.
inline Error file_error(const std::filesystem::path& path, const char* what, int code) {
  return {Reason::internal_error, code,
          path.string() + ": cannot " + what + ": " + std::generic_category().message(code)};
}

}  // namespace deepalive::service
