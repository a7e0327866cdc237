#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace deepalive::service {

enum class MetricKind : std::uint8_t { gauge, counter, histogram };

std::string_view to_name(MetricKind kind);  // "gauge"

// One published metric. The list below is the only place that names one: rendering indexes it, the
// reference page is made from it, and a test holds the output to it.
struct MetricInfo {
  std::string_view name;
  MetricKind kind;
  std::string_view labels;  // comma separated, in the order in which they are written
  std::string_view help;
};

enum class Metric : std::uint8_t {
  build_info,
  role_alive,
  role_verdict,
  role_last_transition,
  role_transitions,
  role_maintenance_end,
  role_standby_ready,
  check_up,
  check_pending,
  check_root_cause,
  check_info,
  check_observations,
  check_failures,
  check_duration,
  check_last_observation,
  http_phase_duration,
  http_status_code,
  tls_certificate_not_after,
  iis_site_state,
  iis_app_pool_state,
  iis_worker_processes,
  service_state,
  pipe_requests,
  pipe_request_duration,
  scheduler_lag,
  scheduler_start_lag,
  config_last_reload_successful,
  config_last_reload_success_time,
  journal_dropped,
  process_cpu,
  process_resident_memory,
  process_start_time,
  process_open_handles,
};

// All metrics, in the order of the enumeration.
std::span<const MetricInfo> all_metrics();

}  // namespace deepalive::service
