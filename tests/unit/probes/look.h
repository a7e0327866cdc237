#pragma once

#include <boost/asio/awaitable.hpp>

#include "core/observation.h"
#include "core/time.h"

namespace deepalive::probes {

// One look of a probe, for co_spawn. (Spawning run() itself, GCC 12 for Windows takes the
// observation that co_spawn makes for the case of an exception for one that was never made.)
template <class Probe>
boost::asio::awaitable<void> look(const Probe& probe, Clock clock, Observation& seen) {
  seen = co_await probe.run(clock);
}

}  // namespace deepalive::probes
