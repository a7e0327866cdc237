#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/reason.h"
#include "core/time.h"

namespace deepalive {

enum class Outcome : std::uint8_t {
  pass,           // looked, and it is as it should be
  fail,           // looked, and it is not
  indeterminate,  // could not look: says nothing about the thing itself
};

std::string_view to_name(Outcome outcome);

// Where the time of one HTTP probe went. A phase that was not reached is 0; phases add up to the
// observation's duration.
struct HttpPhases {
  Duration resolve{};
  Duration connect{};
  Duration tls{};
  Duration processing{};  // request sent until the response header is complete
  Duration transfer{};    // the body
};

// How a response began, for people who look for the cause. ASCII; what was masked or left out is
// marked.
struct HttpResponseStart {
  std::vector<std::string> head;  // the status line, then a header each, secrets masked
  std::string body;               // as much of it as was there when the probe ended, bounded
};

// What an HTTP probe saw beside its outcome.
struct HttpEvidence {
  HttpPhases phases;
  unsigned status = 0;          // 0 = no response header
  unsigned redirects = 0;       // that were followed
  std::uint64_t body_size = 0;  // bytes of the last answer's body that came, as they were sent
  std::optional<WallTime> certificate_not_after{};  // of the peer's leaf, also when it was refused
  // Of a probe that failed after a response had begun; else null.
  std::shared_ptr<const HttpResponseStart> response{};
};

// One result of one check.
struct Observation {
  Outcome outcome = Outcome::indeterminate;
  bool degraded = false;  // a pass that is worse than it should be; reason says how
  Reason reason = Reason::not_observed;
  std::string detail{};  // for people, one line, without secrets; never part of a state's identity
  Duration duration{};
  Instant time{};  // when it was complete
  std::optional<HttpEvidence> http{};
};

// What is left of a look during which the agent's own thread did not run for a while (held_up): if
// that was a quarter of the look or more, a deadline that passed says nothing about the target, and
// nor does slowness.
Observation unless_held_up(Observation observation, Duration held_up);

}  // namespace deepalive
