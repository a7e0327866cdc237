#pragma once

#include "core/observation.h"
#include "core/spec.h"
#include "core/time.h"
#include "service/monitor.h"

namespace deepalive::service {

// Looks once at one check of this node as its agent would, without an agent, and keeps everything
// that was seen. Blocks; ends soon after the deadlines of the check and of reading IIS, whatever
// hangs.
//
// One look has no past: a worker_process check cannot tell a crash loop by it.
Observation look_once(const NodeSpec& node, const CheckSpec& check, const Sources& sources,
                      const Clock& clock);

}  // namespace deepalive::service
