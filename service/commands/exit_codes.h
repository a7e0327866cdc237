#pragma once

#include "core/protocol.h"
#include "core/verdict.h"

namespace deepalive::service {

// As monitoring plugins and sysexits.h have them; scripts rely on these.
enum ExitCode : int {
  kOk = 0,
  kDegraded = 1,
  kUnhealthy = 2,
  kUnknown = 3,
  kBadCommandLine = 64,
  kAgentUnreachable = 69,
  kFailed = 70,  // the command itself failed; the message says why
  kBadConfiguration = 78,
};

// The exit code of one answer: dead is 2 whatever the verdict, alive goes by the verdict.
inline ExitCode to_exit_code(bool alive, Verdict verdict) {
  if (!alive) return kUnhealthy;
  if (verdict == Verdict::degraded) return kDegraded;
  if (verdict == Verdict::unknown) return kUnknown;
  return kOk;
}

}  // namespace deepalive::service
