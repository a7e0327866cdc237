#pragma once

#include <windows.h>

#include <filesystem>
#include <string>

#include "config/environment.h"
#include "core/result.h"
#include "probes/windows/error_text.h"

namespace deepalive::service {

// "PATH: cannot be written: No space left on device". code: GetLastError().
inline Error file_error(const std::filesystem::path& path, const char* what, DWORD code) {
  return {Reason::internal_error, static_cast<std::int64_t>(code),
          config::utf8_from_path(path) + ": cannot " + what + ": " + windows::system_message(code)};
}

}  // namespace deepalive::service
