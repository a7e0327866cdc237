#pragma once

#include <boost/asio/awaitable.hpp>
#include <utility>

#include "core/observation.h"

namespace deepalive::probes {

// A run that was begun with probe.run(), for co_spawn; `seen` outlives it. (Spawning the run
// itself, GCC 12 for Windows takes the observation that co_spawn makes for the case of an exception
// for one that was never made.)
inline boost::asio::awaitable<void> look(boost::asio::awaitable<Observation> run,
                                         Observation& seen) {
  seen = co_await std::move(run);
}

}  // namespace deepalive::probes
