#pragma once

#include <string_view>

namespace deepalive {

// What was built, from what, with what. Constant for the life of the process; any thread may ask.
struct BuildInfo {
  std::string_view version;   // "0.1.0", from CMake's project()
  std::string_view revision;  // `git describe --always --dirty`, or "unknown" outside a clone
  std::string_view compiler;  // "GNU 12.2.0"
};

const BuildInfo& build_info();

}  // namespace deepalive
