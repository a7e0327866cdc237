#include <array>
#include <stdexcept>

#include "tests/agreement/target.h"

namespace deepalive::agreement {
namespace {

std::string quoted(const std::string& text) {
  std::string result = "'";
  for (const char c : text) result += c == '\'' ? "''" : std::string(1, c);
  return result + "'";
}

class Module {
 public:
  void say(const std::string& key, const std::string& value) {
    text_ += (text_.empty() ? "" : ", ") + key + ": " + value;
  }
  std::string text() const { return "{" + text_ + "}"; }

 private:
  std::string text_;
};

std::string status_list(const std::vector<StatusRange>& ranges) {
  std::string list;
  for (const StatusRange& range : ranges) {
    for (unsigned status = range.first; status <= range.last; ++status) {
      list += (list.empty() ? "" : ", ") + std::to_string(status);
    }
  }
  return "[" + list + "]";
}

std::string header_map(const HttpTarget& target) {
  Module headers;
  for (const auto& [name, value] : target.headers) headers.say(name, quoted(value));
  return headers.text();
}

std::string header_expectations(const HttpTarget& target) {
  std::string list;
  for (const auto& header : target.expect.headers) {
    list += (list.empty() ? "" : ", ") + std::string("{header: ") + header.name +
            ", regexp: " + quoted(header.matches) + "}";
  }
  return "[" + list + "]";
}

std::string tls_config(const TlsSettings& tls) {
  static constexpr std::array kVersions = {"TLS10", "TLS11", "TLS12", "TLS13"};
  Module config;
  config.say("insecure_skip_verify", tls.verify ? "false" : "true");
  config.say("min_version", kVersions.at(static_cast<std::size_t>(tls.min_version)));
  if (!tls.ca_file.empty()) config.say("ca_file", quoted(tls.ca_file));
  if (!tls.server_name.empty()) config.say("server_name", quoted(tls.server_name));
  if (!tls.client_certificate.file.empty()) {
    config.say("cert_file", quoted(tls.client_certificate.file));
    config.say("key_file", quoted(tls.client_certificate.key_file));
  }
  return config.text();
}

}  // namespace

std::string blackbox_module(const Target& target) {
  const HttpTarget& http = target.http;
  if (!http.connect_to.empty() || !http.expect.json.empty() || http.expect.latency_degraded) {
    throw std::logic_error(target.name + ": blackbox_exporter has nothing like it");
  }
  Module module;
  module.say("preferred_ip_protocol", "ip4");
  module.say("method", http.method);
  module.say("valid_status_codes", status_list(http.expect.status));
  module.say("follow_redirects", http.follow_redirects > 0 ? "true" : "false");
  module.say("tls_config", tls_config(http.tls));
  if (!http.headers.empty()) module.say("headers", header_map(http));
  if (!http.body.empty()) module.say("body", quoted(http.body));
  if (!http.expect.headers.empty()) {
    module.say("fail_if_header_not_matches", header_expectations(http));
  }
  if (!http.expect.body_matches.empty()) {
    module.say("fail_if_body_not_matches_regexp", "[" + quoted(http.expect.body_matches) + "]");
  }
  if (!http.expect.body_not_matches.empty()) {
    module.say("fail_if_body_matches_regexp", "[" + quoted(http.expect.body_not_matches) + "]");
  }
  if (http.auth.scheme == HttpAuth::Scheme::basic) {
    module.say("basic_auth", "{username: " + quoted(http.auth.username) +
                                 ", password: " + quoted(http.auth.secret) + "}");
  } else if (http.auth.scheme == HttpAuth::Scheme::bearer) {
    module.say("bearer_token", quoted(http.auth.secret));
  }
  return "{prober: http, timeout: " + std::to_string(to_seconds(target.their_timeout)) + "s" +
         ", http: " + module.text() + "}";
}

}  // namespace deepalive::agreement
