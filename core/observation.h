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

// Where the time of one HTTP probe went. A phase that was not reached, or not needed on a kept
// connection, is 0; phases add up to the observation's duration.
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

// One certificate as a server showed it. ASCII; what its maker wrote is cut and cleaned.
struct CertificateFacts {
  std::string subject;             // "CN=shop.example.com, O=Example"
  std::string issuer;              // likewise
  std::vector<std::string> names;  // DNS names and addresses that it is for, the first few
  std::optional<WallTime> not_before{};
  std::optional<WallTime> not_after{};
  std::string sha256;  // of the whole, in hexadecimal digits
};

// What a TLS handshake showed, whether it was accepted or not.
struct TlsEvidence {
  std::string protocol;                 // "TLSv1.3"
  std::string cipher;                   // empty when the handshake did not get that far
  std::vector<CertificateFacts> chain;  // as the server sent it: its own first, no root as a rule
  std::string refused;                  // why; empty = it was accepted, or not verified
};

// How much a probe keeps of what it saw.
enum class Keep : std::uint8_t {
  failures,    // of a look that failed: the peer, the response, the certificates that were refused
  everything,  // also what passed
};

// What an HTTP probe saw beside its outcome.
struct HttpEvidence {
  HttpPhases phases;
  unsigned status = 0;          // 0 = not even a status line came
  unsigned redirects = 0;       // that were followed
  bool reused = false;          // no connection was made: one was kept from an earlier look
  std::uint64_t body_size = 0;  // bytes of the last answer's body that came, as they were sent
  std::optional<WallTime> certificate_not_after{};  // of the peer's leaf, also when it was refused
  // Empty or null where there was none, or where it is not kept (see Keep).
  std::string peer{};  // "192.0.2.1:443": who was connected to, the last when redirected
  std::shared_ptr<const TlsEvidence> tls{};
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
