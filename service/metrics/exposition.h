#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include "core/node_health.h"
#include "core/published.h"
#include "core/time.h"
#include "service/inventory.h"
#include "service/pipe/request_counters.h"

namespace deepalive::service {

// Everything that /metrics shows; all of it can be read beside its writers without waiting.
struct MetricSources {
  const NodeHealth& node;
  const Published<Inventory>& inventory;
  const RequestCounters& pipe_requests;
  const std::atomic<double>& scheduler_lag_seconds;
  std::uint64_t journal_dropped = 0;
};

inline constexpr const char* kMetricsContentType = "text/plain; version=0.0.4; charset=utf-8";

// All metrics in Prometheus' text format 0.0.4, as of now. Any thread.
std::string render_metrics(const MetricSources& sources, Instant now);

}  // namespace deepalive::service
