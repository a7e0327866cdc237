#pragma once

#include "probes/iis/request_queue.h"

namespace deepalive::probes {

// The performance counter "HTTP Service Request Queues(pool)\CurrentQueueSize", by its English
// name on every Windows. A pool that has had no request since Windows started may have no queue.
Result<std::uint32_t> pdh_queue_length(const std::string& app_pool);

}  // namespace deepalive::probes
