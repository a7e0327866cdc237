#pragma once

#include <array>
#include <string_view>
#include <utility>

#include "core/observation.h"

namespace deepalive::service {

// The phases under the names that they have as labels, which are blackbox_exporter's.
inline std::array<std::pair<std::string_view, Duration>, 5> http_phases(const HttpPhases& phases) {
  return {{{"resolve", phases.resolve},
           {"connect", phases.connect},
           {"tls", phases.tls},
           {"processing", phases.processing},
           {"transfer", phases.transfer}}};
}

}  // namespace deepalive::service
