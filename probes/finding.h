#pragma once

#include <string>
#include <utility>

#include "core/observation.h"
#include "core/reason.h"
#include "core/time.h"

namespace deepalive::probes {

// What a probe has to say.
struct Finding {
  Outcome outcome = Outcome::fail;
  Reason reason = Reason::internal_error;
  std::string detail;
  bool degraded = false;  // a pass that is worse than it should be

  static Finding fail(Reason reason, std::string detail) {
    return {.reason = reason, .detail = std::move(detail)};
  }
  // The agent could not look; says nothing about the peer.
  static Finding own_fault(std::string detail, Reason reason = Reason::internal_error) {
    return {.outcome = Outcome::indeterminate, .reason = reason, .detail = std::move(detail)};
  }
};

inline Observation observation_of(Finding finding, const Instant& start, const Instant& now) {
  return {.outcome = finding.outcome,
          .degraded = finding.degraded,
          .reason = finding.reason,
          .detail = std::move(finding.detail),
          .duration = now.steady - start.steady,
          .time = now};
}

}  // namespace deepalive::probes
