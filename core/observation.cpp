#include "core/observation.h"

#include <utility>

namespace deepalive {
namespace {

bool is_timeout(Reason reason) {
  switch (reason) {
    case Reason::resolve_timeout:
    case Reason::connect_timeout:
    case Reason::tls_timeout:
    case Reason::response_timeout:
    case Reason::body_timeout:
    case Reason::command_timeout:
      return true;
    default:
      return false;
  }
}

}  // namespace

std::string_view to_name(Outcome outcome) {
  switch (outcome) {
    case Outcome::pass:
      return "pass";
    case Outcome::fail:
      return "fail";
    case Outcome::indeterminate:
      break;
  }
  return "indeterminate";
}

Observation unless_held_up(Observation observation, Duration held_up) {
  if (held_up * 4 < observation.duration || held_up == Duration::zero()) return observation;
  const std::string text = "the agent was held up for " + std::to_string(to_milliseconds(held_up)) +
                           " ms during it: " + observation.detail;
  if (observation.outcome == Outcome::fail && is_timeout(observation.reason)) {
    observation.outcome = Outcome::indeterminate;
    observation.reason = Reason::agent_held_up;
    observation.detail = text;
  } else if (observation.outcome == Outcome::pass && observation.reason == Reason::slow) {
    observation.degraded = false;
    observation.reason = Reason::ok;
    observation.detail = text;
  }
  return observation;
}

}  // namespace deepalive
