#include "service/evidence_json.h"

#include <boost/json.hpp>
#include <string>
#include <vector>

#include "core/time.h"

namespace deepalive::service {
namespace {

namespace json = boost::json;

json::array lines_of(const std::vector<std::string>& texts) {
  json::array lines;
  for (const std::string& text : texts) lines.emplace_back(text);
  return lines;
}

json::value time_or_null(const std::optional<WallTime>& time) {
  return time ? json::value(to_utc_text(*time)) : json::value(nullptr);
}

json::object describe(const TlsEvidence& tls) {
  json::array chain;
  for (const CertificateFacts& certificate : tls.chain) {
    chain.push_back(json::object{{"subject", certificate.subject},
                                 {"issuer", certificate.issuer},
                                 {"names", lines_of(certificate.names)},
                                 {"not_before", time_or_null(certificate.not_before)},
                                 {"not_after", time_or_null(certificate.not_after)},
                                 {"sha256", certificate.sha256}});
  }
  return {{"protocol", tls.protocol},
          {"cipher", tls.cipher},
          {"refused", tls.refused.empty() ? json::value(nullptr) : json::value(tls.refused)},
          {"chain", std::move(chain)}};
}

}  // namespace

json::object to_json(const HttpPhases& phases) {
  return {{"resolve", to_seconds(phases.resolve)},
          {"connect", to_seconds(phases.connect)},
          {"tls", to_seconds(phases.tls)},
          {"processing", to_seconds(phases.processing)},
          {"transfer", to_seconds(phases.transfer)}};
}

json::object to_json(const HttpEvidence& http) {
  json::object object{{"status", http.status},
                      {"redirects", http.redirects},
                      {"reused", http.reused},
                      {"body_size", http.body_size},
                      {"phases_seconds", to_json(http.phases)}};
  if (!http.peer.empty()) object["peer"] = http.peer;
  if (http.certificate_not_after) {
    object["certificate_not_after"] = to_utc_text(*http.certificate_not_after);
  }
  if (http.tls) object["tls"] = describe(*http.tls);
  return object;
}

json::object to_json(const HttpResponseStart& response) {
  return {{"head", lines_of(response.head)}, {"body", response.body}};
}

}  // namespace deepalive::service
