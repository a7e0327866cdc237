#include "service/metrics/exposition.h"

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

#include <initializer_list>
#include <limits>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "cmake/version/build_info.h"
#include "service/metrics/metric_list.h"
#include "service/process/process_info.h"

namespace deepalive::service {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

// Collects values under the list's names. Label values are given in the list's order.
class Exposition {
 public:
  Exposition() {
    for (const MetricInfo& info : all_metrics()) {
      MetricFamily family;
      family.name = info.name;
      family.help = info.help;
      family.type = info.kind == MetricKind::gauge     ? MetricType::Gauge
                    : info.kind == MetricKind::counter ? MetricType::Counter
                                                       : MetricType::Histogram;
      families_.push_back(std::move(family));
    }
  }

  void value(Metric metric, std::initializer_list<std::string_view> labels, double value) {
    ClientMetric& sample = add(metric, labels);
    if (info(metric).kind == MetricKind::counter) {
      sample.counter.value = value;
    } else {
      sample.gauge.value = value;
    }
  }

  void histogram(Metric metric, std::initializer_list<std::string_view> labels,
                 const DurationHistogram& histogram) {
    ClientMetric& sample = add(metric, labels);
    std::uint64_t cumulative = 0;
    const auto counts = histogram.counts();
    for (std::size_t i = 0; i < counts.size(); ++i) {
      cumulative += counts[i];
      const double bound = i < kDurationBuckets.size() ? kDurationBuckets[i]
                                                       : std::numeric_limits<double>::infinity();
      sample.histogram.bucket.push_back({.cumulative_count = cumulative, .upper_bound = bound});
    }
    sample.histogram.sample_count = cumulative;
    sample.histogram.sample_sum = histogram.sum_seconds();
  }

  // Exactly one state is 1; none is when there is no present one.
  template <class States, class State>
  void state_set(Metric metric, std::string_view object, const States& states,
                 const std::optional<State>& present) {
    for (const State state : states) {
      value(metric, {object, to_name(state)}, state == present ? 1 : 0);
    }
  }

  std::string text() {
    // A family without samples would be a HELP line about nothing.
    std::erase_if(families_, [](const MetricFamily& family) { return family.metric.empty(); });
    return prometheus::TextSerializer().Serialize(families_);
  }

 private:
  static const MetricInfo& info(Metric metric) {
    return all_metrics()[static_cast<std::size_t>(metric)];
  }

  ClientMetric& add(Metric metric, std::initializer_list<std::string_view> values) {
    ClientMetric& sample = families_[static_cast<std::size_t>(metric)].metric.emplace_back();
    std::string_view names = info(metric).labels;
    for (const std::string_view value : values) {
      const std::string_view name = names.substr(0, names.find(','));
      names.remove_prefix(std::min(names.size(), name.size() + 1));
      sample.label.push_back({std::string(name), std::string(value)});
    }
    return sample;
  }

  std::vector<MetricFamily> families_;
};

void add_check(Exposition& out, const RoleHealth& role, const CheckHealth& check,
               const Judgement& judgement, Instant now) {
  const std::string_view role_name = role.spec->name;
  const std::string_view name = check.spec->name;
  const std::string_view kind = to_name(check.spec->kind());
  const auto state = check.condition.state_at(now.steady, role.spec->rules.stale_after);
  out.value(Metric::check_up, {role_name, name, kind},
            state == ConditionState::unknown ? std::numeric_limits<double>::quiet_NaN()
            : state == ConditionState::up    ? 1
                                             : 0);
  out.value(Metric::check_pending, {role_name, name, kind}, check.condition.pending() ? 1 : 0);
  out.value(Metric::check_root_cause, {role_name, name, kind}, judgement.check == name ? 1 : 0);
  const bool shared = check.spec->scope == CheckScope::shared;
  out.value(Metric::check_info, {role_name, name, kind, shared ? "shared" : "node"}, 1);
  for (const Outcome outcome : {Outcome::pass, Outcome::fail, Outcome::indeterminate}) {
    out.value(Metric::check_observations, {role_name, name, kind, to_name(outcome)},
              static_cast<double>(check.stats->observations(outcome)));
  }
  for (const ReasonInfo& reason : all_reasons()) {
    if (const auto count = check.stats->failures(reason.reason)) {
      out.value(Metric::check_failures, {role_name, name, kind, reason.name},
                static_cast<double>(count));
    }
  }
  out.histogram(Metric::check_duration, {role_name, name, kind}, check.stats->durations());
  const bool observed = check.last.reason != Reason::not_observed;
  out.value(Metric::check_last_observation, {role_name, name, kind},
            observed ? to_unix_seconds(check.last.time.wall) : 0);
  if (check.spec->kind() != CheckKind::http) return;
  const HttpEvidence http = check.last.http.value_or(HttpEvidence{});
  const std::pair<std::string_view, Duration> phases[] = {{"resolve", http.phases.resolve},
                                                          {"connect", http.phases.connect},
                                                          {"tls", http.phases.tls},
                                                          {"processing", http.phases.processing},
                                                          {"transfer", http.phases.transfer}};
  for (const auto& [phase, duration] : phases) {
    out.value(Metric::http_phase_duration, {role_name, name, phase}, to_seconds(duration));
  }
  out.value(Metric::http_status_code, {role_name, name}, http.status);
  if (http.certificate_not_after) {
    out.value(Metric::tls_certificate_not_after, {role_name, name},
              to_unix_seconds(*http.certificate_not_after));
  }
}

void add_role(Exposition& out, const RoleHealth& role, Instant now) {
  const Judgement judgement = current(role, now.steady);
  const std::string_view name = role.spec->name;
  out.value(Metric::role_alive, {name, "looks_alive"}, judgement.answers.looks_alive ? 1 : 0);
  out.value(Metric::role_alive, {name, "is_alive"}, judgement.answers.is_alive ? 1 : 0);
  for (const Verdict verdict : kAllVerdicts) {
    out.value(Metric::role_verdict, {name, to_name(verdict)}, verdict == judgement.verdict ? 1 : 0);
    out.value(Metric::role_transitions, {name, to_name(verdict)},
              static_cast<double>(role.transitions[static_cast<std::size_t>(verdict)]));
  }
  const auto& maintenance = role.memory.maintenance;
  const bool maintained = maintenance && now.steady < maintenance->until;
  out.value(Metric::role_maintenance_end, {name},
            maintained ? to_unix_seconds(maintenance->until_wall) : 0);
  out.value(Metric::role_standby_ready, {name}, standby_ready(judgement) ? 1 : 0);
  out.value(Metric::role_last_transition, {name}, to_unix_seconds(role.since.wall));
  for (const auto& check : role.checks) add_check(out, role, *check, judgement, now);
}

void add_inventory(Exposition& out, const Inventory& inventory) {
  for (const auto& [site, state] : inventory.sites) {
    out.state_set(Metric::iis_site_state, site, probes::kAllRunStates, state);
  }
  for (const auto& [pool, state] : inventory.app_pools) {
    out.state_set(Metric::iis_app_pool_state, pool, probes::kAllRunStates, state.state);
    out.value(Metric::iis_worker_processes, {pool}, static_cast<double>(state.worker_processes));
  }
  for (const auto& [service, state] : inventory.services) {
    out.state_set(Metric::service_state, service, probes::kAllServicePhases, state);
  }
}

void add_process(Exposition& out, const MetricSources& sources) {
  const BuildInfo& build = build_info();
  out.value(Metric::build_info, {build.version, build.revision, build.compiler}, 1);
  for (const auto& [request, counter] : sources.pipe_requests.all()) {
    out.value(Metric::pipe_requests, {request}, static_cast<double>(counter->count()));
    out.histogram(Metric::pipe_request_duration, {request}, counter->durations());
  }
  out.value(Metric::scheduler_lag, {},
            sources.scheduler_lag_seconds.load(std::memory_order_relaxed));
  out.value(Metric::journal_dropped, {}, static_cast<double>(sources.journal_dropped));
  const ProcessInfo process = read_process_info();
  out.value(Metric::process_cpu, {}, process.cpu_seconds);
  out.value(Metric::process_resident_memory, {}, static_cast<double>(process.resident_bytes));
  out.value(Metric::process_start_time, {}, process.start_time_seconds);
  out.value(Metric::process_open_handles, {}, static_cast<double>(process.open_handles));
}

}  // namespace

std::string render_metrics(const MetricSources& sources, Instant now) {
  Exposition out;
  add_process(out, sources);
  for (const auto& role : sources.node.all()) add_role(out, *role, now);
  add_inventory(out, *sources.inventory.load());
  return out.text();
}

}  // namespace deepalive::service
