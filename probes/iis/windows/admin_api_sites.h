#pragma once

#include <vector>

#include "core/iis_site.h"
#include "core/result.h"
#include "probes/service/service_state.h"

namespace deepalive::probes {

// All sites of this node's IIS with their bindings, in its order, through the administration API on
// the calling thread. Blocks, for minutes if IIS does: for commands, not for the agent.
//
// An error means that nothing could be read. A site that was removed meanwhile is left out; one of
// which only something cannot be read has an error in the place of that.
Result<std::vector<IisSite>> admin_api_sites(ServiceReader& services);

}  // namespace deepalive::probes
