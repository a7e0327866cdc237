#pragma once

#include <chrono>
#include <cstddef>

#include "core/time.h"

namespace deepalive::service {

// What one client may hold up, and for how long. A wait that is over is noticed up to a quarter of
// the shortest of these later, half a second at most.
struct PipeLimits {
  // One more, and the one that has asked nothing for longest is cut. A clustered role holds one.
  std::size_t connections = 2048;
  Duration idle = std::chrono::seconds(60);      // between two requests
  Duration half_line = std::chrono::seconds(5);  // from a request's first byte until its last
  Duration write = std::chrono::seconds(5);      // until the client has taken 64 KiB of an answer
  Duration linger = std::chrono::seconds(1);     // after the answer to an over-long line
  Duration retry = std::chrono::seconds(1);      // between attempts to get a name that is taken
};

}  // namespace deepalive::service
