#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "core/result.h"
#include "core/spec.h"
#include "probes/finding.h"

namespace deepalive::probes {

// How many requests wait in HTTP.sys for a worker process of a pool. Blocks; any thread.
using QueueLength = std::function<Result<std::uint32_t>(const std::string& app_pool)>;

Finding judge_request_queue(const Result<std::uint32_t>& length, const RequestQueueTarget& target);

}  // namespace deepalive::probes
