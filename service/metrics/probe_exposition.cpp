#include "service/metrics/probe_exposition.h"

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

#include <algorithm>
#include <array>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "core/nearest.h"
#include "service/http/query.h"
#include "service/metrics/exposition.h"
#include "service/metrics/http_phases.h"

namespace deepalive::service {
namespace {

using enum MetricKind;

constexpr std::size_t kLongestTarget = 512;

constexpr auto kProbeMetrics = std::to_array<MetricInfo>({
    {"probe_success", gauge, "",
     "1 when the last look passed, 0 when it failed; left out while nothing is known."},
    {"probe_duration_seconds", gauge, "", "How long the last look took."},
    {"probe_failed_due_to_regex", gauge, "",
     "1 when the last look failed because of a pattern for the body or a header."},
    {"probe_dns_lookup_time_seconds", gauge, "", "How long the last look resolved the name."},
    {"probe_http_duration_seconds", gauge, "phase",
     "Where the last look's time went, summed over all redirects."},
    {"probe_http_status_code", gauge, "", "Status code of the answer; 0 when none came."},
    {"probe_http_redirects", gauge, "", "Redirects that were followed."},
    {"probe_http_ssl", gauge, "",
     "1 when the answer came over TLS, else 0; left out when redirects were followed."},
    {"probe_http_uncompressed_body_length", gauge, "", "Bytes of the body that were read."},
    {"probe_ssl_earliest_cert_expiry", gauge, "",
     "End of the server's own certificate, in Unix time; also when it was refused."},
    {"deepalive_probe_info", gauge, "role,check,kind,outcome,reason",
     "Which check this is and how its last look ended; always 1."},
    {"deepalive_probe_age_seconds", gauge, "",
     "How long ago the last look ended: it was not made for this scrape."},
});
static_assert(kProbeMetrics.size() == static_cast<std::size_t>(ProbeMetric::age) + 1);

HttpReply refused(unsigned status, std::string text) {
  return {.status = status, .body = std::move(text) + "\n"};
}

struct Found {
  std::shared_ptr<const RoleHealth> role;
  const CheckHealth* check = nullptr;

  std::string path() const { return role->spec->name + "/" + check->spec->name; }
};

// All that the target may mean.
std::vector<Found> find(const std::vector<std::shared_ptr<const RoleHealth>>& roles,
                        std::string_view target) {
  const auto slash = target.find('/');
  const bool has_role = slash != target.npos;
  const std::string_view wanted = has_role ? target.substr(slash + 1) : target;
  std::vector<Found> found;
  for (const auto& role : roles) {
    if (has_role && role->spec->name != target.substr(0, slash)) continue;
    for (const auto& check : role->checks) {
      if (check->spec->name == wanted) found.push_back({role, check.get()});
    }
  }
  return found;
}

HttpReply unknown_target(const std::vector<std::shared_ptr<const RoleHealth>>& roles,
                         std::string_view target) {
  const bool has_role = target.find('/') != target.npos;
  std::vector<std::string> names;
  for (const auto& role : roles) {
    for (const auto& check : role->checks) {
      names.push_back(has_role ? role->spec->name + "/" + check->spec->name : check->spec->name);
    }
  }
  const std::vector<std::string_view> candidates(names.begin(), names.end());
  const std::string meant = did_you_mean(target, candidates);
  return refused(404, "No check '" + std::string(target) + "' here" +
                          (meant.empty() ? "." : meant) +
                          " /api/v1/status lists all; a target is <role>/<check>, or <check> where "
                          "its name is in one role only.");
}

HttpReply ambiguous(const std::vector<Found>& found) {
  constexpr std::size_t kMostNamed = 5;
  std::string text = "Several roles have a check of this name; ask for one of them:";
  for (std::size_t i = 0; i < std::min(found.size(), kMostNamed); ++i)
    text += " " + found[i].path();
  if (found.size() > kMostNamed) text += " …";
  return refused(404, std::move(text));
}

// One page of a few lines, so prometheus-cpp writes it.
class Page {
 public:
  Page() {
    for (const MetricInfo& info : kProbeMetrics) {
      prometheus::MetricFamily family;
      family.name = info.name;
      family.help = info.help;
      family.type = prometheus::MetricType::Gauge;
      families_.push_back(std::move(family));
    }
  }

  void value(ProbeMetric metric, double value,
             std::vector<prometheus::ClientMetric::Label> labels = {}) {
    prometheus::ClientMetric sample;
    sample.label = std::move(labels);
    sample.gauge.value = value;
    families_[static_cast<std::size_t>(metric)].metric.push_back(std::move(sample));
  }

  std::string text() {
    // A family without samples would be a HELP line about nothing.
    std::erase_if(families_, [](const auto& family) { return family.metric.empty(); });
    return prometheus::TextSerializer().Serialize(families_);
  }

 private:
  std::vector<prometheus::MetricFamily> families_;
};

bool is_due_to_pattern(Reason reason) {
  return reason == Reason::body_not_matched || reason == Reason::body_forbidden ||
         reason == Reason::header_unexpected;
}

void add_http(Page& page, const CheckSpec& spec, const Observation& last) {
  const HttpEvidence& http = *last.http;
  page.value(ProbeMetric::failed_due_to_regex, is_due_to_pattern(last.reason));
  page.value(ProbeMetric::dns_lookup_time, to_seconds(http.phases.resolve));
  for (const auto& [phase, duration] : http_phases(http.phases)) {
    page.value(ProbeMetric::http_duration, to_seconds(duration), {{"phase", std::string(phase)}});
  }
  page.value(ProbeMetric::http_status_code, http.status);
  page.value(ProbeMetric::http_redirects, http.redirects);
  if (http.redirects == 0) {
    const bool https = std::get<HttpTarget>(spec.target).url.starts_with("https:");
    page.value(ProbeMetric::http_ssl, https && http.status != 0);
  }
  page.value(ProbeMetric::http_uncompressed_body_length, static_cast<double>(http.body_size));
  if (http.certificate_not_after) {
    page.value(ProbeMetric::ssl_earliest_cert_expiry, to_unix_seconds(*http.certificate_not_after));
  }
}

std::string exposition(const Found& found, Instant now) {
  const RoleHealth& role = *found.role;
  const CheckHealth& check = *found.check;
  const Observation& last = check.last;
  Page page;
  page.value(ProbeMetric::info, 1,
             {{"role", role.spec->name},
              {"check", check.spec->name},
              {"kind", std::string(to_name(check.spec->kind()))},
              {"outcome", std::string(to_name(last.outcome))},
              {"reason", std::string(to_name(last.reason))}});
  if (last.reason != Reason::not_observed) {
    const Duration age = now.steady - last.time.steady;
    page.value(ProbeMetric::age, to_seconds(age));
    page.value(ProbeMetric::duration, to_seconds(last.duration));
    if (last.outcome != Outcome::indeterminate && age < role.spec->rules.stale_after) {
      page.value(ProbeMetric::success, last.outcome == Outcome::pass);
    }
    if (last.http) add_http(page, *check.spec, last);
  }
  return page.text();
}

}  // namespace

std::span<const MetricInfo> probe_metrics() { return kProbeMetrics; }

HttpReply probe_reply(const NodeHealth& node, std::string_view query, Instant now) {
  const std::string target = percent_decoded(parameter(query, "target"));
  if (target.empty()) {
    return refused(400,
                   "A target is missing: /probe?target=<role>/<check>. Checks of the "
                   "configuration only; other parameters are ignored.");
  }
  if (target.size() > kLongestTarget) return refused(404, "No check has so long a name.");
  const auto roles = node.all();
  const auto found = find(roles, target);
  if (found.empty()) return unknown_target(roles, target);
  if (found.size() > 1) return ambiguous(found);
  return {.content_type = kMetricsContentType, .body = exposition(found.front(), now)};
}

}  // namespace deepalive::service
