#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace deepalive {

// Why an observation, a condition or a verdict is what it is. A closed list: the name is a metric
// label, an API value, the word on the page and in the pipe's answer, so a name never changes its
// meaning. Sentences are in reason.cpp.
enum class Reason : std::uint8_t {
  ok,
  not_observed,
  stale,
  slow,
  // Services
  service_not_running,
  service_missing,
  service_query_failed,
  service_disabled,
  // Sites and application pools
  site_not_started,
  site_missing,
  app_pool_not_started,
  app_pool_missing,
  state_unreadable,
  // Reading IIS as a whole
  iis_not_installed,
  iis_access_denied,
  iis_config_unreadable,
  iis_timeout,
  iis_error,
  // Bringing a role online or offline
  start_refused,
  transition_timeout,
  // HTTP probes, in the order in which a probe proceeds
  resolve_failed,
  resolve_timeout,
  connect_refused,
  connect_failed,
  connect_timeout,
  tls_failed,
  tls_timeout,
  certificate_untrusted,
  certificate_expired,
  certificate_not_yet_valid,
  certificate_name_mismatch,
  certificate_expiring,
  send_failed,
  response_timeout,
  response_malformed,
  header_too_large,
  connection_reset,
  connection_closed,
  body_timeout,
  body_too_large,
  encoding_unknown,
  redirect_refused,
  credentials_unavailable,
  status_unexpected,
  body_not_matched,
  body_forbidden,
  header_unexpected,
  json_unexpected,
  pattern_too_complex,
  // Worker processes and what waits for them
  worker_process_missing,
  crash_loop,
  rapid_fail_near,
  queue_long,
  queue_unreadable,
  // Files
  path_missing,
  path_unreadable,
  path_timeout,
  shared_config_off,
  shared_config_unreadable,
  shared_config_malformed,
  offline_files_off,
  // Commands
  command_failed,
  command_warned,
  command_unknown,
  command_timeout,
  command_not_started,
  // The agent itself
  in_maintenance,
  agent_held_up,
  agent_unreachable,
  agent_not_trusted,
  internal_error,
};

struct ReasonInfo {
  Reason reason;
  std::string_view name;
  std::string_view sentence;  // what it means, for help, reference page and tool tips
};

// All reasons, in the order of the enumeration.
std::span<const ReasonInfo> all_reasons();

std::string_view to_name(Reason reason);
std::optional<Reason> reason_from_name(std::string_view name);

}  // namespace deepalive
