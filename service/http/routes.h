#pragma once

#include <functional>
#include <memory>
#include <string>

#include "core/node_health.h"
#include "core/time.h"
#include "service/history/history.h"
#include "service/http/exchange.h"

namespace deepalive::service {

// What the endpoint's paths show.
struct RouteSources {
  const NodeHealth& node;
  const History& history;
  Clock clock;
  Instant started;
  std::function<std::shared_ptr<const std::string>(Instant)> metrics;  // Prometheus' text format
};

// The paths of the endpoint: /, /metrics, /probe, /health/<role>, /api/v1/status,
// /api/v1/roles/<role>, /api/v1/history, /api/v1/incidents/<incident>, /-/healthy, /-/ready.
HttpHandler make_routes(RouteSources sources);

}  // namespace deepalive::service
