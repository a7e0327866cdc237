#include "core/reason.h"

#include <algorithm>
#include <array>

namespace deepalive {
namespace {

constexpr auto kReasons = std::to_array<ReasonInfo>({
    {Reason::ok, "ok", "Everything that was looked at is as it should be."},
    {Reason::not_observed, "not_observed", "No result has come in yet."},
    {Reason::stale, "stale", "The last result is older than stale_after."},
    {Reason::slow, "slow", "The answer was right, but later than the latency that is asked for."},
    {Reason::service_not_running, "service_not_running",
     "The Windows service is installed and not running."},
    {Reason::service_missing, "service_missing", "No Windows service has this name."},
    {Reason::service_query_failed, "service_query_failed",
     "The service control manager could not be asked for the service's state."},
    {Reason::service_disabled, "service_disabled",
     "The Windows service is stopped and its start type is disabled: nothing can start it."},
    {Reason::site_not_started, "site_not_started", "The IIS site is not in the state Started."},
    {Reason::site_missing, "site_missing", "No IIS site has this name."},
    {Reason::app_pool_not_started, "app_pool_not_started",
     "The application pool is not in the state Started."},
    {Reason::app_pool_missing, "app_pool_missing", "No application pool has this name."},
    {Reason::state_unreadable, "state_unreadable",
     "IIS is readable, but the state of this one object is not."},
    {Reason::iis_not_installed, "iis_not_installed",
     "The IIS administration classes are not registered."},
    {Reason::iis_access_denied, "iis_access_denied",
     "The agent's account may not read the IIS configuration."},
    {Reason::iis_config_unreadable, "iis_config_unreadable",
     "The IIS configuration could not be read or parsed."},
    {Reason::iis_timeout, "iis_timeout", "Reading IIS did not come back within its deadline."},
    {Reason::iis_error, "iis_error", "Reading IIS failed in another way; the detail has the code."},
    {Reason::start_refused, "start_refused",
     "IIS or the service control manager refused to start or stop it; the detail has the code."},
    {Reason::transition_timeout, "transition_timeout",
     "It was asked to start or stop, and did not get there in time."},
    {Reason::resolve_failed, "resolve_failed", "The host name has no address."},
    {Reason::resolve_timeout, "resolve_timeout", "The name service did not answer in time."},
    {Reason::connect_refused, "connect_refused", "Nothing listens on the address and port."},
    {Reason::connect_failed, "connect_failed", "No connection; the detail has the error."},
    {Reason::connect_timeout, "connect_timeout", "The connection was not accepted in time."},
    {Reason::tls_failed, "tls_failed", "The TLS handshake failed."},
    {Reason::tls_timeout, "tls_timeout", "The TLS handshake did not end in time."},
    {Reason::certificate_untrusted, "certificate_untrusted",
     "The certificate does not lead to a trusted root."},
    {Reason::certificate_expired, "certificate_expired", "The certificate is past its end."},
    {Reason::certificate_not_yet_valid, "certificate_not_yet_valid",
     "The certificate's time has not begun."},
    {Reason::certificate_name_mismatch, "certificate_name_mismatch",
     "The certificate is for another name."},
    {Reason::certificate_expiring, "certificate_expiring",
     "The certificate ends within expiry_degraded."},
    {Reason::send_failed, "send_failed", "The request could not be sent."},
    {Reason::response_timeout, "response_timeout",
     "No complete response header came before the deadline."},
    {Reason::response_malformed, "response_malformed", "The answer is not valid HTTP."},
    {Reason::header_too_large, "header_too_large", "The response header is over the limit."},
    {Reason::connection_reset, "connection_reset", "The peer reset the connection."},
    {Reason::connection_closed, "connection_closed",
     "The peer closed the connection before the response was complete."},
    {Reason::body_timeout, "body_timeout",
     "The response body was not complete before the deadline."},
    {Reason::body_too_large, "body_too_large", "The response body is over max_body."},
    {Reason::encoding_unknown, "encoding_unknown",
     "The body is encoded in another way than gzip or deflate, so it cannot be looked at."},
    {Reason::redirect_refused, "redirect_refused",
     "A redirect leads where no probe can follow, or there are more than follow_redirects."},
    {Reason::credentials_unavailable, "credentials_unavailable",
     "The agent's account has nothing to authenticate itself with; the detail has the error."},
    {Reason::status_unexpected, "status_unexpected",
     "The status code is not one that is expected."},
    {Reason::body_not_matched, "body_not_matched", "The body does not match body_matches."},
    {Reason::body_forbidden, "body_forbidden", "The body matches body_not_matches."},
    {Reason::header_unexpected, "header_unexpected",
     "A header of the response is missing or is not what is expected."},
    {Reason::json_unexpected, "json_unexpected",
     "The body is no JSON, or a value in it is not what is expected."},
    {Reason::pattern_too_complex, "pattern_too_complex",
     "Matching the body was given up because the pattern needs too much work on it."},
    {Reason::worker_process_missing, "worker_process_missing",
     "The application pool is always to be running, and no worker process is alive."},
    {Reason::crash_loop, "crash_loop",
     "Worker processes of the application pool end unexpectedly, again and again."},
    {Reason::rapid_fail_near, "rapid_fail_near",
     "One more crash, and IIS's rapid-fail protection stops the application pool."},
    {Reason::queue_long, "queue_long",
     "More requests than allowed wait for a worker process of the application pool."},
    {Reason::queue_unreadable, "queue_unreadable",
     "The length of the request queue could not be read."},
    {Reason::path_missing, "path_missing", "A folder that the site is read from does not exist."},
    {Reason::path_unreadable, "path_unreadable",
     "A folder that the site is read from could not be read; the detail has the error."},
    {Reason::path_timeout, "path_timeout",
     "A folder or file did not answer in time; a file share that is gone does so."},
    {Reason::shared_config_off, "shared_config_off",
     "Shared configuration is not enabled: this node reads a configuration of its own."},
    {Reason::shared_config_unreadable, "shared_config_unreadable",
     "The shared configuration could not be read; the detail has the error."},
    {Reason::shared_config_malformed, "shared_config_malformed",
     "The file redirection.config or the shared applicationHost.config is not what IIS can read."},
    {Reason::offline_files_off, "offline_files_off",
     "Offline Files, which would keep a copy of the shared configuration here, is not on."},
    {Reason::command_failed, "command_failed", "The command ended with 2: critical."},
    {Reason::command_warned, "command_warned", "The command ended with 1: warning."},
    {Reason::command_unknown, "command_unknown",
     "The command ended in a way that says nothing: 3, another code, or killed."},
    {Reason::command_timeout, "command_timeout",
     "The command had not ended at the deadline and was killed with its children."},
    {Reason::command_not_started, "command_not_started",
     "The command could not be started; the detail has the error."},
    {Reason::in_maintenance, "in_maintenance",
     "People work on it: the answer is alive until the maintenance ends."},
    {Reason::agent_held_up, "agent_held_up",
     "The agent itself got too little processor time, so the deadline that passed says nothing."},
    {Reason::agent_unreachable, "agent_unreachable",
     "The agent's pipe is not there, or did not answer in time."},
    {Reason::agent_not_trusted, "agent_not_trusted",
     "The pipe is served by another process than the agent's service."},
    {Reason::internal_error, "internal_error", "A fault of the agent itself; see its log."},
});

// to_name() indexes the table with the enumeration, so both must be in one order and of one length.
consteval bool reasons_in_order() {
  for (std::size_t i = 0; i < kReasons.size(); ++i) {
    if (kReasons[i].reason != static_cast<Reason>(i)) return false;
  }
  return kReasons.back().reason == Reason::internal_error;
}
static_assert(reasons_in_order());

}  // namespace

std::span<const ReasonInfo> all_reasons() { return kReasons; }

std::string_view to_name(Reason reason) { return kReasons[static_cast<std::size_t>(reason)].name; }

std::optional<Reason> reason_from_name(std::string_view name) {
  const auto found = std::ranges::find(kReasons, name, &ReasonInfo::name);
  if (found == kReasons.end()) return std::nullopt;
  return found->reason;
}

}  // namespace deepalive
