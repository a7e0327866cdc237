#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "core/node_health.h"
#include "core/time.h"
#include "service/http/exchange.h"
#include "service/metrics/metric_list.h"

namespace deepalive::service {

// What /probe gives: blackbox_exporter's names, with its meanings, and two of our own. What a look
// does not keep (the protocol's version, the announced length, the address) is left out.
enum class ProbeMetric : std::uint8_t {
  success,
  duration,
  failed_due_to_regex,
  dns_lookup_time,
  http_duration,
  http_status_code,
  http_redirects,
  http_ssl,
  http_uncompressed_body_length,
  ssl_earliest_cert_expiry,
  info,
  age,
};

// All of them, in the order of the enumeration.
std::span<const MetricInfo> probe_metrics();

// Answers /probe?target=<role>/<check> or ?target=<check>, where one role only has a check of that
// name, from the last look that is in memory: nothing is looked at. probe_success is left out while
// nothing is known: before the first look, after one that could not look, when the last is stale.
HttpReply probe_reply(const NodeHealth& node, std::string_view query, Instant now);

}  // namespace deepalive::service
