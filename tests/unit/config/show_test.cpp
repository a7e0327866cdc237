#include "config/show.h"

#include <gtest/gtest.h>

#include <string>

#include "config/load.h"
#include "tests/unit/config/loading.h"

namespace deepalive::config {
namespace {

std::string shown(std::string_view yaml_text, const FakeEnvironment& fake = {}) {
  const Loaded loaded = load_text(yaml_text, fake);
  if (loaded.spec) return show(*loaded.spec, loaded.as_written);
  ADD_FAILURE() << format_problems(loaded.problems, "deepalive.yaml");
  return "";
}

constexpr std::string_view kAwkward = R"(
agent:
  listen: ["[::1]:0"]
  agent_check: ["0.0.0.0:9848", "[::]:9848"]
  pipe: p
  data_dir: "spaced dir/ü"
  log: {level: trace, file: "it's.log", max_size: 1025, keep: 0, events: "e.jsonl"}
  journal: {max_size: 2MiB, keep: 36h}
iis: {provider: simulated, simulated_file: iis.yaml, interval: 1500ms}
roles:
  "123":
    placement: always
    services: []
    sites: ["true", "null", "~", "- a", "a: b", "#c", "'", '"', "1.0", "Über 店", "$${x}", "@&*!|>%"]
    failure_condition_level: 5
    grace: 0s
    on_unknown: dead
    stale_after: 90s
    checks:
      - {name: site-null, fall: 7, level: 5, interval: 4s, timeout: 2s, rise: 9, fast_interval: 3s}
      - name: "true"
        interval: 61s
        http:
          url: "http://a/?x=%20'y'"
          connect_to: "[::1]:1"
          method: POST
          headers: {X-A: "", X-B: " b ", X-C: "$${env:HOME}"}
          body: "line\r\n\ttab \"quoted\" \\ 'single'\n\n"
          expect:
            status: [200, "300-399"]
            body_matches: '^\s*"a\\b''c'
            body_not_matches: "x\ny"
            json: [{pointer: "/a~0b/0", equals: "it's \"up\""}, {pointer: /n, equals: "null"}]
            headers: [{name: X-A, matches: '^\d+$'}]
            latency: {degraded: 1ms}
          tls: {verify: false, ca_file: ca.pem, server_name: b, min_version: "1.0", expiry_degraded: 36h,
                client_certificate: {file: c.pem, key_file: k.pem}}
          ip: 4
          follow_redirects: 20
          max_body: 3
      - {name: kept, http: {url: "http://a/", reuse_connection: true}}
      - {name: tcp, scope: shared, tcp: {address: "[::1]:1433"}}
      - {name: command, command: {run: ["dir/check db", "-w", "", 'a "b" $${x}']}}
      - {name: workers, worker_process: {app_pool: "My Pool", crashes: 0, window: 90s}}
      - {name: queue, level: 1, request_queue: {app_pool: P, fail: 7}}
      - {name: queue2, request_queue: {app_pool: P, degraded: 3}}
      - {name: content, content_path: {}}
      - {name: shared, scope: node, shared_config: {offline_files: true}}
)";

TEST(Show, LoadsBackToAnEqualSpec) {
  const NodeSpec spec = spec_of(kAwkward);
  const std::string yaml = shown(kAwkward);
  EXPECT_EQ(describe(spec_of(yaml)), describe(spec)) << yaml;
  EXPECT_EQ(shown(yaml), yaml);
}

TEST(Show, LoadsBackToAnEqualSpecForTheSample) {
  const Loaded sample = load_file(DEEPALIVE_SAMPLE);
  ASSERT_TRUE(sample.spec);
  const std::string yaml = show(*sample.spec, sample.as_written);
  EXPECT_EQ(describe(spec_of(yaml)), describe(*sample.spec)) << yaml;
}

TEST(Show, FillsInDefaultsAndSelfMadeChecks) {
  const std::string yaml = shown("roles: {shop: {sites: [Shop]}}");
  for (const std::string_view part :
       {"listen: ['127.0.0.1:9847']", "max_size: 10MiB", "provider: admin_api", "stale_after: 30s",
        "services: ['W3SVC', 'WAS']", "name: 'service-W3SVC'", "name: 'site-Shop'", "name: 'pools'",
        "fast_interval: 1s"}) {
    EXPECT_NE(yaml.find(part), std::string::npos) << part << " in\n" << yaml;
  }
}

TEST(Show, MasksHeadersThatHoldSecrets) {
  const std::string yaml = shown(R"(
roles:
  shop:
    checks:
      - name: a
        http:
          url: http://a/
          headers: {AUTHORIZATION: hunter2, cookie: hunter2, Proxy-Authorization: hunter2, x-api-key: hunter2, X-Other: seen}
      - {name: b, http: {url: "http://b/", auth: {basic: {username: me, password: hunter2}}}}
      - {name: c, http: {url: "http://c/", auth: {bearer: hunter2}}}
      - {name: d, http: {url: "http://d/", auth: {negotiate: true}}}
)");
  EXPECT_EQ(yaml.find("hunter2"), std::string::npos) << yaml;
  EXPECT_NE(yaml.find("AUTHORIZATION: '***'"), std::string::npos) << yaml;
  EXPECT_NE(yaml.find("X-Other: 'seen'"), std::string::npos) << yaml;
  EXPECT_NE(yaml.find("username: 'me'"), std::string::npos) << yaml;
  EXPECT_NE(yaml.find("password: '***'"), std::string::npos) << yaml;
  EXPECT_NE(yaml.find("bearer: '***'"), std::string::npos) << yaml;
}

TEST(Show, GivesReferencesBackAsTheyWereWrittenWhereSecretsMayStand) {
  const FakeEnvironment fake{{{"SECRET", "hunter2"}}, {{"token.txt", "hunter2\n"}}};
  const std::string text = R"(
roles:
  shop:
    checks:
      - name: a
        http:
          url: http://a/?token=${env:SECRET}
          headers: {Authorization: "Bearer ${file:token.txt}", X-Any: "${env:SECRET}"}
          body: '{"password": "${file:token.txt}"}'
      - {name: b, command: {run: [check, "--password=${env:SECRET}"]}}
)";
  const std::string yaml = shown(text, fake);
  EXPECT_EQ(yaml.find("hunter2"), std::string::npos) << yaml;
  EXPECT_NE(yaml.find("Authorization: 'Bearer ${file:token.txt}'"), std::string::npos) << yaml;
  EXPECT_NE(yaml.find("'--password=${env:SECRET}'"), std::string::npos) << yaml;
  EXPECT_EQ(describe(spec_of(yaml, fake)), describe(spec_of(text, fake))) << yaml;
}

TEST(Show, FillsReferencesInWhereSettingsStand) {
  const FakeEnvironment fake{{{"SITE", "Shop"}}, {}};
  const std::string yaml = shown("roles: {shop: {sites: ['${env:SITE}']}}", fake);
  EXPECT_NE(yaml.find("sites: ['Shop']"), std::string::npos) << yaml;
}

}  // namespace
}  // namespace deepalive::config
