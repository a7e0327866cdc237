#pragma once

#include <string_view>

#include "service/http/exchange.h"
#include "service/http/routes.h"

namespace deepalive::service {

// What stands below /api/v1/: JSON, as config/openapi.yaml describes it.
HttpReply api_status(const RouteSources& sources);
HttpReply api_role(const RouteSources& sources, std::string_view name);
// ?role=shop&since=24h&limit=100, each optional. A role that was configured once has a history,
// too.
HttpReply api_history(const RouteSources& sources, std::string_view query);
HttpReply api_incident(const RouteSources& sources, std::string_view name);

}  // namespace deepalive::service
