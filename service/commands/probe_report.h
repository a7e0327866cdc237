#pragma once

#include <string>

#include "core/observation.h"
#include "core/spec.h"
#include "service/console/screen.h"

namespace deepalive::service {

// What `deepalive probe` says of one look: for people, several lines, or as one line of JSON.
struct ProbeReport {
  const std::string& role;
  const CheckSpec& check;
  const Observation& seen;

  std::string text(const Screen& screen = {}) const;
  std::string json() const;
};

}  // namespace deepalive::service
