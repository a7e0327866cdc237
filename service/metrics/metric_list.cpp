#include "service/metrics/metric_list.h"

#include <array>

namespace deepalive::service {
namespace {

using enum MetricKind;

constexpr auto kMetrics = std::to_array<MetricInfo>({
    {"deepalive_build_info", gauge, "version,revision,compiler", "What runs here; always 1."},
    {"deepalive_role_alive", gauge, "role,question",
     "What the cluster is answered: 1 alive, 0 dead. question is looks_alive or is_alive."},
    {"deepalive_role_verdict", gauge, "role,verdict",
     "State set: 1 for the role's present verdict, 0 for all others."},
    {"deepalive_role_last_transition_timestamp_seconds", gauge, "role",
     "When the present verdict began, in Unix time."},
    {"deepalive_role_transitions_total", counter, "role,verdict",
     "How often the role has come to this verdict since the agent started."},
    {"deepalive_role_maintenance_end_timestamp_seconds", gauge, "role",
     "When the role's maintenance on this node ends, in Unix time; 0 when there is none."},
    {"deepalive_role_standby_ready", gauge, "role",
     "1 while the role is on standby here and could start; 0 when it could not, or is active. Look "
     "at it together with deepalive_role_verdict{verdict=\"standby\"}."},
    {"deepalive_check_up", gauge, "role,check,kind",
     "The debounced condition: 1 up, 0 down, NaN unknown or stale. Checks look on the agent's own "
     "timers, not at "
     "scrape time."},
    {"deepalive_check_pending", gauge, "role,check,kind",
     "1 while the last results disagree with the condition and are not enough to turn it."},
    {"deepalive_check_root_cause", gauge, "role,check,kind",
     "1 for the check that the role's verdict is put down to, 0 for all others; none is 1 while "
     "everything passes, or in maintenance."},
    {"deepalive_check_info", gauge, "role,check,kind,scope",
     "What the check looks at; always 1. scope is node, or shared when all nodes use it."},
    {"deepalive_check_observations_total", counter, "role,check,kind,outcome",
     "Results by outcome: pass, fail or indeterminate (could not look)."},
    {"deepalive_check_failures_total", counter, "role,check,kind,reason",
     "Fails by reason. A series begins with the first fail for its reason; alert on "
     "deepalive_check_observations_total{outcome=\"fail\"} to miss none."},
    {"deepalive_check_duration_seconds", histogram, "role,check,kind", "How long one look took."},
    {"deepalive_check_last_observation_timestamp_seconds", gauge, "role,check,kind",
     "When the last result came in, in Unix time; 0 before the first."},
    {"deepalive_http_phase_duration_seconds", gauge, "role,check,phase",
     "Where the last HTTP probe's time went; phases add up to its duration."},
    {"deepalive_http_status_code", gauge, "role,check",
     "Status code of the last HTTP probe; 0 when no response header came."},
    {"deepalive_tls_certificate_not_after_timestamp_seconds", gauge, "role,check",
     "End of the peer's certificate, in Unix time; also when it was refused. NaN when the last "
     "look at an https URL showed none."},
    {"deepalive_iis_site_state", gauge, "site,state",
     "State set: 1 for the site's present state in IIS; all 0 while it cannot be read."},
    {"deepalive_iis_app_pool_state", gauge, "app_pool,state",
     "State set: 1 for the pool's present state in IIS; all 0 while it cannot be read."},
    {"deepalive_iis_worker_processes", gauge, "app_pool",
     "Worker processes of the pool. A started pool without one is healthy until it is asked."},
    {"deepalive_service_state", gauge, "service_name,state",
     "State set: 1 for the service's present state; all 0 while it cannot be read."},
    {"deepalive_pipe_requests_total", counter, "request", "Requests answered on the local pipes."},
    {"deepalive_pipe_request_duration_seconds", histogram, "request",
     "From a request's last byte until its answer was handed to the pipe."},
    {"deepalive_scheduler_lag_seconds", gauge, "",
     "How late the last look began after it was due; grows when the agent is overloaded. Alert on "
     "deepalive_scheduler_start_lag_seconds, which misses none."},
    {"deepalive_scheduler_start_lag_seconds", histogram, "",
     "How late looks began after they were due, of all since the agent started."},
    {"deepalive_config_last_reload_successful", gauge, "",
     "1 when the last load of the configuration succeeded; 0 when it was refused and the one "
     "before "
     "goes on."},
    {"deepalive_config_last_reload_success_timestamp_seconds", gauge, "",
     "When a configuration was last loaded, at the start too, in Unix time."},
    {"deepalive_journal_dropped_total", counter, "",
     "Inputs of the rules that the journal left out, because the disk was slow or refused; replays "
     "miss them. Transitions are never left out."},
    {"process_cpu_seconds_total", counter, "", "User and system time of the agent's process."},
    {"process_resident_memory_bytes", gauge, "", "Memory that the process holds."},
    {"process_start_time_seconds", gauge, "", "When the process started, in Unix time."},
    {"process_open_handles", gauge, "", "Open handles (Linux: file descriptors) of the process."},
});
static_assert(kMetrics.size() == static_cast<std::size_t>(Metric::process_open_handles) + 1);

}  // namespace

std::string_view to_name(MetricKind kind) {
  return kind == gauge ? "gauge" : kind == counter ? "counter" : "histogram";
}

std::span<const MetricInfo> all_metrics() { return kMetrics; }

}  // namespace deepalive::service
