#pragma once

#include <string>
#include <string_view>

#include "core/node_health.h"
#include "service/http/exchange.h"

namespace deepalive::service {

HttpReply not_found(std::string text);
// Names the roles that there are, or the one that was meant.
HttpReply unknown_role(const NodeHealth& node, std::string_view role);

// An error of the API: the reply's text as RFC 9457 has it, so that a client of JSON gets JSON.
HttpReply as_problem(HttpReply reply);

}  // namespace deepalive::service
