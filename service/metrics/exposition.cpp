#include "service/metrics/exposition.h"

#include <limits>
#include <string_view>
#include <variant>

#include "cmake/version/build_info.h"
#include "service/metrics/http_phases.h"
#include "service/metrics/metric_list.h"
#include "service/metrics/metric_samples.h"
#include "service/process/process_info.h"

namespace deepalive::service {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

void add_check(MetricSamples& out, const RoleHealth& role, const CheckHealth& check,
               const Judgement& judgement, Instant now) {
  const std::string_view role_name = role.spec->name;
  const std::string_view name = check.spec->name;
  const auto labels =
      out.labels({{"role", role_name}, {"check", name}, {"kind", to_name(check.spec->kind())}});
  const auto state = check.condition.state_at(now.steady, role.spec->rules.stale_after);
  out.value(Metric::check_up, labels,
            state == ConditionState::unknown ? kNan
            : state == ConditionState::up    ? 1
                                             : 0);
  out.value(Metric::check_pending, labels, check.condition.pending() ? 1 : 0);
  out.value(Metric::check_root_cause, labels, judgement.check == name ? 1 : 0);
  const bool shared = check.spec->scope == CheckScope::shared;
  out.value(Metric::check_info, labels, shared ? "shared" : "node", 1);
  for (const Outcome outcome : {Outcome::pass, Outcome::fail, Outcome::indeterminate}) {
    out.value(Metric::check_observations, labels, to_name(outcome),
              static_cast<double>(check.stats->observations(outcome)));
  }
  if (check.stats->observations(Outcome::fail) > 0) {
    for (const ReasonInfo& reason : all_reasons()) {
      if (const auto count = check.stats->failures(reason.reason)) {
        out.value(Metric::check_failures, labels, reason.name, static_cast<double>(count));
      }
    }
  }
  out.histogram(Metric::check_duration, labels, check.stats->durations());
  const bool observed = check.last.reason != Reason::not_observed;
  out.value(Metric::check_last_observation, labels,
            observed ? to_unix_seconds(check.last.time.wall) : 0);
  if (check.spec->kind() != CheckKind::http) return;
  const auto probe = out.labels({{"role", role_name}, {"check", name}});
  static const HttpEvidence nothing;
  const HttpEvidence& http = check.last.http ? *check.last.http : nothing;
  for (const auto& [phase, duration] : http_phases(http.phases)) {
    out.value(Metric::http_phase_duration, probe, phase, to_seconds(duration));
  }
  out.value(Metric::http_status_code, probe, http.status);
  const bool expected = std::get<HttpTarget>(check.spec->target).url.starts_with("https:");
  if (http.certificate_not_after || expected) {
    out.value(Metric::tls_certificate_not_after, probe,
              http.certificate_not_after ? to_unix_seconds(*http.certificate_not_after) : kNan);
  }
}

void add_role(MetricSamples& out, const RoleHealth& role, Instant now) {
  const Judgement judgement = current(role, now.steady);
  const auto labels = out.labels({{"role", role.spec->name}});
  out.value(Metric::role_alive, labels, "looks_alive", judgement.answers.looks_alive ? 1 : 0);
  out.value(Metric::role_alive, labels, "is_alive", judgement.answers.is_alive ? 1 : 0);
  for (const Verdict verdict : kAllVerdicts) {
    out.value(Metric::role_verdict, labels, to_name(verdict), verdict == judgement.verdict ? 1 : 0);
    out.value(Metric::role_transitions, labels, to_name(verdict),
              static_cast<double>(role.transitions[static_cast<std::size_t>(verdict)]));
  }
  const auto& maintenance = role.memory.maintenance;
  const bool maintained = maintenance && now.steady < maintenance->until;
  out.value(Metric::role_maintenance_end, labels,
            maintained ? to_unix_seconds(maintenance->until_wall) : 0);
  out.value(Metric::role_standby_ready, labels, standby_ready(judgement) ? 1 : 0);
  out.value(Metric::role_last_transition, labels, to_unix_seconds(role.since.wall));
  for (const auto& check : role.checks) add_check(out, role, *check, judgement, now);
}

void add_inventory(MetricSamples& out, const Inventory& inventory) {
  for (const auto& [site, state] : inventory.sites) {
    out.state_set(Metric::iis_site_state, out.labels({{"site", site}}), probes::kAllRunStates,
                  state);
  }
  for (const auto& [pool, state] : inventory.app_pools) {
    const auto labels = out.labels({{"app_pool", pool}});
    out.state_set(Metric::iis_app_pool_state, labels, probes::kAllRunStates, state.state);
    out.value(Metric::iis_worker_processes, labels, static_cast<double>(state.worker_processes));
  }
  for (const auto& [service, state] : inventory.services) {
    out.state_set(Metric::service_state, out.labels({{"service_name", service}}),
                  probes::kAllServicePhases, state);
  }
}

void add_process(MetricSamples& out, const MetricSources& sources) {
  const BuildInfo& build = build_info();
  out.value(
      Metric::build_info,
      out.labels(
          {{"version", build.version}, {"revision", build.revision}, {"compiler", build.compiler}}),
      1);
  for (const auto& [request, counter] : sources.pipe_requests.all()) {
    const auto labels = out.labels({{"request", request}});
    out.value(Metric::pipe_requests, labels, static_cast<double>(counter->count()));
    out.histogram(Metric::pipe_request_duration, labels, counter->durations());
  }
  out.value(Metric::scheduler_lag, {}, sources.look_lag.last_seconds());
  out.histogram(Metric::scheduler_start_lag, {}, sources.look_lag.all());
  out.value(Metric::config_last_reload_successful, {},
            sources.config_loads.last_successful() ? 1 : 0);
  out.value(Metric::config_last_reload_success_time, {},
            sources.config_loads.success_unix_seconds());
  out.value(Metric::journal_dropped, {}, static_cast<double>(sources.journal_dropped));
  const ProcessInfo process = read_process_info();
  out.value(Metric::process_cpu, {}, process.cpu_seconds);
  out.value(Metric::process_resident_memory, {}, static_cast<double>(process.resident_bytes));
  out.value(Metric::process_start_time, {}, process.start_time_seconds);
  out.value(Metric::process_open_handles, {}, static_cast<double>(process.open_handles));
}

}  // namespace

std::shared_ptr<const std::string> MetricsPage::render(const MetricSources& sources, Instant now) {
  if (!make_room()) return text_;
  const auto roles = sources.node.all();
  samples_.clear();
  add_process(samples_, sources);
  for (const auto& role : roles) add_role(samples_, *role, now);
  add_inventory(samples_, *sources.inventory.load());
  text_->clear();
  samples_.write(*text_);
  return text_;
}

bool MetricsPage::make_room() {
  if (text_ && text_.use_count() == 1) return true;  // it has been sent
  std::erase_if(older_, [](const auto& text) { return text.expired(); });
  if (text_ && older_.size() + 1 >= kMostTexts) return false;
  if (text_) older_.push_back(text_);
  text_ = std::make_shared<std::string>();
  return true;
}

}  // namespace deepalive::service
