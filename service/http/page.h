#pragma once

#include <string>

#include "core/node_health.h"
#include "core/time.h"

namespace deepalive::service {

// The status page: one self-contained HTML document without scripts, roles worst first.
std::string render_page(const NodeHealth& node, Instant started, Instant now);

}  // namespace deepalive::service
