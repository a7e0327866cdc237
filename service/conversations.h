#pragma once

#include <memory>
#include <string>

#include "core/node_health.h"
#include "core/time.h"
#include "service/conversation.h"
#include "service/placement/switch_progress.h"

namespace deepalive::service {

// WATCH: the answer to ISALIVE at once, at each change of the verdict, and at least every second,
// for as long as the role is configured. `node` outlives it.
std::unique_ptr<Conversation> watch(const NodeHealth& node, std::string role, Clock clock);

// ONLINE, OFFLINE, TERMINATE: each new step, at least a line every second, then how it ended.
std::unique_ptr<Conversation> follow(std::shared_ptr<const SwitchProgress> progress);

}  // namespace deepalive::service
