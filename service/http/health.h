#pragma once

#include <string_view>

#include "service/http/exchange.h"
#include "service/http/routes.h"

namespace deepalive::service {

// /health/<role> for load balancers: 200, or 503 where requests should not go; the answer line is
// the body. The query is that of read_traffic_question().
HttpReply health(const RouteSources& sources, std::string_view role, std::string_view query);

// /-/ready: every role has a verdict that rests upon something seen.
HttpReply ready(const RouteSources& sources);

}  // namespace deepalive::service
