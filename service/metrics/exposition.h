#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/node_health.h"
#include "core/published.h"
#include "core/time.h"
#include "service/config_loads.h"
#include "service/inventory.h"
#include "service/look_lag.h"
#include "service/metrics/metric_samples.h"
#include "service/pipe/request_counters.h"

namespace deepalive::service {

// Everything that /metrics shows; all of it can be read beside its writers without waiting.
struct MetricSources {
  const NodeHealth& node;
  const Published<Inventory>& inventory;
  const RequestCounters& pipe_requests;
  const LookLag& look_lag;
  const ConfigLoads& config_loads;
  std::uint64_t journal_dropped = 0;
};

inline constexpr const char* kMetricsContentType = "text/plain; version=0.0.4; charset=utf-8";

// All metrics in Prometheus' text format 0.0.4. Each text is made anew from the node as it is then,
// so nothing in it can be out of date; the memory is kept from one to the next, since getting that
// from the system costs more than filling it. One thread at a time.
class MetricsPage {
 public:
  // As of now. Nothing in it changes as long as somebody holds it. Clients that do not take what
  // they asked for cannot fill the memory: while so many texts are held, the latest is given again.
  static constexpr std::size_t kMostTexts = 4;
  std::shared_ptr<const std::string> render(const MetricSources& sources, Instant now);

 private:
  // Whether text_ can be written to now.
  bool make_room();

  MetricSamples samples_;
  std::shared_ptr<std::string> text_;
  std::vector<std::weak_ptr<const std::string>> older_;  // some of them still held
};

}  // namespace deepalive::service
