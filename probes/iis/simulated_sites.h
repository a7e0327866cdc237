#pragma once

#include <string_view>
#include <vector>

#include "core/iis_site.h"
#include "core/result.h"
#include "probes/iis/simulated_changes.h"

namespace deepalive::probes {

// All sites of a simulated IIS, in the order of its file (a path in UTF-8). faults.hang blocks in
// `block`, faults.error fails the reading.
Result<std::vector<IisSite>> simulated_sites(std::string_view file,
                                             const SimulatedBlock& block = block_thread);

}  // namespace deepalive::probes
