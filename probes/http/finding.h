#pragma once

#include <string>
#include <utility>

#include "core/observation.h"
#include "core/reason.h"

namespace deepalive::probes {

// Why a probe did not pass.
struct Finding {
  Outcome outcome = Outcome::fail;
  Reason reason = Reason::internal_error;
  std::string detail;

  // The agent could not look; says nothing about the peer.
  static Finding own_fault(std::string detail, Reason reason = Reason::internal_error) {
    return {Outcome::indeterminate, reason, std::move(detail)};
  }
};

}  // namespace deepalive::probes
