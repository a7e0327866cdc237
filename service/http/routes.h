#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/node_health.h"
#include "core/time.h"
#include "service/history/history.h"
#include "service/history/recent_results.h"
#include "service/http/exchange.h"
#include "service/reload/configuration_state.h"

namespace deepalive::service {

// What the endpoint's paths show.
struct RouteSources {
  const NodeHealth& node;
  const History& history;
  const RecentResults& recent;
  Clock clock;
  Instant started;
  std::function<std::shared_ptr<const std::string>(Instant)> metrics;  // Prometheus' text format
  HttpHandler page;                                                    // /
  std::function<std::shared_ptr<const ConfigurationState>()> configuration{};
};

// Each path of the endpoint; behind one that ends in / stands a name, except behind / itself.
std::vector<std::string_view> route_paths();
HttpHandler make_routes(RouteSources sources);

}  // namespace deepalive::service
