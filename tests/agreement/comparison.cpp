#include "tests/agreement/comparison.h"

#include <algorithm>
#include <cmath>

namespace deepalive::agreement {
namespace {

struct Column {
  Aspect aspect;
  std::string name;
  std::string (*value)(const Look& look);
};

const Column kColumns[] = {
    {Aspect::success, "success",
     [](const Look& look) -> std::string { return look.success ? "pass" : "fail"; }},
    {Aspect::status, "status",
     [](const Look& look) { return look.status == 0 ? "no answer" : std::to_string(look.status); }},
    {Aspect::redirects, "redirects",
     [](const Look& look) { return std::to_string(look.redirects); }},
    {Aspect::certificate_end, "certificate's end",
     [](const Look& look) {
       return look.certificate_end ? std::to_string(*look.certificate_end) : "none";
     }},
    {Aspect::body_size, "body",
     [](const Look& look) {
       return look.body_size ? std::to_string(*look.body_size) + " B" : "not read";
     }},
};

const Difference* expected_in(const Target& target, Aspect aspect) {
  const auto found = std::ranges::find(target.differences, aspect, &Difference::aspect);
  return found == target.differences.end() ? nullptr : &*found;
}

bool differ(const Column& column, const Look& ours, const Look& theirs) {
  // Who fails may stop before the body.
  const bool compares = column.aspect != Aspect::body_size || (ours.body_size && theirs.body_size);
  return compares && column.value(ours) != column.value(theirs);
}

// With a certificate's end in days, as the table has to stay the same.
std::string shown(const Column& column, const Look& look, std::int64_t now) {
  if (column.aspect != Aspect::certificate_end || !look.certificate_end) return column.value(look);
  const auto days = std::lround(static_cast<double>(*look.certificate_end - now) / 86400);
  return "in " + std::to_string(days) + " d";
}

std::int64_t seconds_of(WallTime time) {
  return std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count();
}

}  // namespace

Look ours(const Observation& seen) {
  Look look{.success = seen.outcome == Outcome::pass};
  if (!seen.http) return look;
  look.status = seen.http->status;
  look.redirects = seen.http->redirects;
  if (seen.http->certificate_not_after) {
    look.certificate_end = seconds_of(*seen.http->certificate_not_after);
  }
  if (look.success) look.body_size = seen.http->body_size;
  return look;
}

Look theirs(const std::map<std::string, double, std::less<>>& metrics) {
  const auto value = [&](std::string_view name) {
    const auto found = metrics.find(name);
    return found == metrics.end() ? 0.0 : found->second;
  };
  Look look{.success = value("probe_success") == 1,
            .status = static_cast<unsigned>(value("probe_http_status_code")),
            .redirects = static_cast<unsigned>(value("probe_http_redirects"))};
  if (metrics.contains("probe_ssl_earliest_cert_expiry")) {
    look.certificate_end = std::llround(value("probe_ssl_earliest_cert_expiry"));
  }
  if (look.success) {
    look.body_size = static_cast<std::uint64_t>(value("probe_http_uncompressed_body_length"));
  }
  return look;
}

std::vector<std::string> complaints(const Target& target, const Look& ours, const Look& theirs) {
  std::vector<std::string> sentences;
  for (const Column& column : kColumns) {
    const bool different = differ(column, ours, theirs);
    const Difference* const expected = expected_in(target, column.aspect);
    if (different == (expected != nullptr)) continue;
    sentences.push_back(target.name + ": " + column.name + " is " + column.value(ours) +
                        " for us and " + column.value(theirs) + " for blackbox_exporter" +
                        (expected ? ", and was expected to differ because " + expected->why
                                  : ", which no difference in the table explains"));
  }
  return sentences;
}

std::string table_head() {
  return "| target | both | reason of a fail | where they differ: here, there, and why |\n"
         "|---|---|---|---|\n";
}

std::string table_row(const Target& target, const Observation& seen, const Look& theirs_look,
                      WallTime now) {
  const Look our_look = ours(seen);
  std::string both;
  std::string different;
  for (const Column& column : kColumns) {
    const std::string here = shown(column, our_look, seconds_of(now));
    if (const Difference* const expected = expected_in(target, column.aspect)) {
      different += (different.empty() ? "" : "; ") + column.name;
      // How much of a body came before somebody stopped reading is another number each time.
      if (column.aspect != Aspect::body_size) {
        different += " " + here + ", " + shown(column, theirs_look, seconds_of(now));
      }
      different += ": " + expected->why;
      continue;
    }
    const bool says_nothing =
        (column.aspect == Aspect::redirects && our_look.redirects == 0) ||
        (column.aspect == Aspect::certificate_end && !our_look.certificate_end) ||
        (column.aspect == Aspect::body_size && !(our_look.body_size && theirs_look.body_size));
    if (says_nothing) continue;
    both += both.empty() ? "" : ", ";
    if (column.aspect == Aspect::redirects) both += "redirects: ";
    if (column.aspect == Aspect::certificate_end) both += "certificate ends ";
    both += here;
  }
  const std::string reason =
      seen.outcome == Outcome::pass ? "" : "`" + std::string(to_name(seen.reason)) + "`";
  return "| " + target.name + " | " + both + " | " + reason + " | " + different + " |\n";
}

}  // namespace deepalive::agreement
