#include "service/commands/probe_report.h"

#include <boost/json.hpp>
#include <cstdio>
#include <sstream>
#include <utility>
#include <variant>
#include <vector>

#include "core/units.h"
#include "service/commands/table.h"
#include "service/console/text.h"
#include "service/evidence_json.h"

namespace deepalive::service {
namespace {

namespace json = boost::json;

constexpr std::string_view kIndent = "  ";

std::string milliseconds(Duration duration) {
  char text[32];
  std::snprintf(text, sizeof text, "%.2f ms", to_seconds(duration) * 1e3);
  return text;
}

// What the configuration asks of the answer, a line each.
std::vector<std::string> expectations(const HttpTarget& target) {
  const HttpExpectation& expect = target.expect;
  std::string ranges;
  for (const StatusRange& range : expect.status) {
    ranges += (ranges.empty() ? "" : ", ") + std::to_string(range.first);
    if (range.last != range.first) ranges += "-" + std::to_string(range.last);
  }
  std::vector<std::string> lines{"status " + ranges};
  for (const HeaderExpectation& header : expect.headers) {
    lines.push_back("header " + header.name + " matches " + header.matches);
  }
  if (!expect.body_matches.empty()) lines.push_back("body_matches " + expect.body_matches);
  if (!expect.body_not_matches.empty()) {
    lines.push_back("body_not_matches " + expect.body_not_matches);
  }
  for (const JsonExpectation& value : expect.json) {
    lines.push_back("json " + value.pointer + " equals " + value.equals);
  }
  if (expect.latency_degraded) {
    lines.push_back("degraded over " + format_duration(*expect.latency_degraded));
  }
  if (target.tls.expiry_degraded) {
    lines.push_back("degraded within " + format_duration(*target.tls.expiry_degraded) +
                    " of the certificate's end");
  }
  return lines;
}

std::string date_of(const std::optional<WallTime>& time) {
  return time ? to_utc_text(*time).substr(0, 10) : "?";
}

void print(std::ostream& out, const TlsEvidence& tls) {
  out << "\nTLS: " << tls.protocol;
  if (!tls.cipher.empty()) out << ", " << tls.cipher;
  if (!tls.refused.empty()) out << ", refused: " << printable(tls.refused);
  out << '\n';
  Table table({"CERTIFICATE", "ISSUED BY", "FROM", "UNTIL", "FOR"});
  table.yields({1, 0});
  for (const CertificateFacts& certificate : tls.chain) {
    std::string names;
    for (const std::string& name : certificate.names) names += (names.empty() ? "" : ", ") + name;
    table.add({certificate.subject, certificate.issuer, date_of(certificate.not_before),
               date_of(certificate.not_after), names.empty() ? "-" : names});
  }
  table.print(out, kIndent);
}

void print(std::ostream& out, const HttpResponseStart& response) {
  out << "\nResponse\n";
  for (const std::string& line : response.head) out << kIndent << printable(line) << '\n';
  if (response.body.empty()) return;
  out << '\n';
  std::istringstream lines(response.body);
  for (std::string line; std::getline(lines, line);) {
    out << kIndent << printable(line) << '\n';
  }
}

void print(std::ostream& out, const HttpTarget& target, const HttpEvidence& http,
           Duration duration) {
  out << target.method << ' ' << target.url;
  if (!http.peer.empty()) out << ", connected to " << http.peer;
  if (http.redirects > 0) out << ", redirects followed: " << http.redirects;
  out << "\n\nExpected\n";
  for (const std::string& line : expectations(target)) out << kIndent << line << '\n';
  out << '\n';
  Table table({"PHASE", "TIME"});
  const HttpPhases& phases = http.phases;
  for (const auto& [name, time] : {std::pair{"resolve", phases.resolve},
                                   {"connect", phases.connect},
                                   {"tls", phases.tls},
                                   {"processing", phases.processing},
                                   {"transfer", phases.transfer},
                                   {"all", duration}}) {
    table.add({name, milliseconds(time)});
  }
  table.print(out);
  if (http.tls) print(out, *http.tls);
  if (http.response) print(out, *http.response);
}

}  // namespace

std::string ProbeReport::text(const Screen& screen) const {
  std::ostringstream out;
  const ScreenOf for_tables(out, screen);
  const std::string_view outcome = to_name(seen.outcome);
  out << role << '/' << check.name << " (" << to_name(check.kind())
      << "): " << painted(outcome, colour_of_word(outcome), screen);
  if (seen.outcome != Outcome::pass || seen.degraded) out << ", " << to_name(seen.reason);
  if (seen.degraded) out << " (degraded)";
  out << " after " << milliseconds(seen.duration) << '\n';
  if (!seen.detail.empty()) out << printable(seen.detail) << '\n';
  const auto* http = std::get_if<HttpTarget>(&check.target);
  if (http && seen.http) print(out, *http, *seen.http, seen.duration);
  return out.str();
}

std::string ProbeReport::json() const {
  json::object object{{"role", role},
                      {"check", check.name},
                      {"kind", to_name(check.kind())},
                      {"outcome", to_name(seen.outcome)},
                      {"degraded", seen.degraded},
                      {"reason", to_name(seen.reason)},
                      {"detail", seen.detail},
                      {"time", to_utc_text(seen.time.wall)},
                      {"duration_seconds", to_seconds(seen.duration)}};
  if (seen.http) {
    object["http"] = to_json(*seen.http);
    if (seen.http->response) object["response"] = to_json(*seen.http->response);
  }
  if (const auto* http = std::get_if<HttpTarget>(&check.target)) {
    json::array expected;
    for (const std::string& line : expectations(*http)) expected.emplace_back(line);
    object["expected"] = std::move(expected);
  }
  return json::serialize(object);
}

}  // namespace deepalive::service
