#include "config/load.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <stdexcept>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "core/spec.h"
#include "tests/unit/config/loading.h"

namespace deepalive::config {
namespace {

using namespace std::chrono_literals;

const HttpTarget& http_of(const CheckSpec& check) { return std::get<HttpTarget>(check.target); }

TEST(Configuration, OfOneSiteTakesEveryDefault) {
  const NodeSpec spec = spec_of("roles: {shop: {sites: [Shop]}}\n");
  EXPECT_EQ(spec.agent.listen, std::vector<std::string>{"127.0.0.1:9847"});
  EXPECT_EQ(spec.agent.pipe, "deepalive");
  EXPECT_EQ(spec.agent.data_dir, in_config_folder("data"));
  EXPECT_EQ(spec.agent.log.level, "info");
  EXPECT_EQ(spec.agent.log.file, in_config_folder("logs/deepalive.log"));
  EXPECT_EQ(spec.agent.log.max_size, 10u << 20);
  EXPECT_EQ(spec.agent.log.keep, 5u);
  EXPECT_EQ(spec.agent.journal.max_size, 64u << 20);
  EXPECT_EQ(spec.agent.journal.keep, 24h * 14);
  EXPECT_EQ(spec.iis.provider, IisProvider::admin_api);
  EXPECT_EQ(spec.iis.interval, 2s);
  EXPECT_EQ(spec.iis.timeout, 5s);
  ASSERT_EQ(spec.roles.size(), 1u);
  const RoleSpec& role = spec.roles[0];
  EXPECT_EQ(role.placement, Placement::cluster);
  EXPECT_EQ(role.services, (std::vector<std::string>{"W3SVC", "WAS"}));
  EXPECT_EQ(role.rules.failure_condition_level, 4);
  EXPECT_EQ(role.rules.grace, 30s);
  EXPECT_EQ(role.rules.hold, 30s);
  EXPECT_EQ(role.rules.stale_after, 30s);
  EXPECT_EQ(role.rules.on_unknown, UnknownPolicy::alive);
}

TEST(Configuration, OfAnHttpCheckTakesEveryDefault) {
  const NodeSpec spec =
      spec_of("roles: {shop: {checks: [{name: front, http: {url: 'http://a/'}}]}}");
  const CheckSpec check = check_of(spec.roles.at(0), "front");
  EXPECT_EQ(check.level, 4);
  EXPECT_EQ(check.cadence.interval, 5s);
  EXPECT_EQ(check.cadence.fast_interval, 1s);
  EXPECT_EQ(check.cadence.timeout, 3s);
  EXPECT_EQ(check.thresholds.fall, 3u);
  EXPECT_EQ(check.thresholds.rise, 2u);
  const HttpTarget& http = http_of(check);
  EXPECT_EQ(http.method, "GET");
  EXPECT_EQ(http.connect_to, "");
  EXPECT_EQ(http.max_body, 65536u);
  ASSERT_EQ(http.expect.status.size(), 1u);
  EXPECT_EQ(http.expect.status[0].first, 200u);
  EXPECT_EQ(http.expect.status[0].last, 299u);
  EXPECT_FALSE(http.expect.latency_degraded);
  EXPECT_TRUE(http.tls.verify);
}

TEST(Configuration, GivesEveryKeyOfTheNode) {
  const NodeSpec spec = spec_of(R"(
agent:
  listen: ["0.0.0.0:80", "[::1]:0", "localhost:9847"]
  agent_check: ["0.0.0.0:9848", "[::1]:0"]
  pipe: my.pipe_1-x
  data_dir: ../state
  log: {level: debug, file: logs/a.log, max_size: 64KiB, keep: 0, events: e.jsonl}
  journal: {max_size: 1MiB, keep: 3650d}
iis: {provider: simulated, simulated_file: iis.yaml, interval: 500ms, timeout: 1s}
roles:
  shop:
    placement: always
    services: []
    sites: [Shop]
    app_pools: [P]
    failure_condition_level: 0
    grace: 0s
    hold: 1m
    on_unknown: dead
    stale_after: 1h
)");
  EXPECT_EQ(spec.agent.listen.size(), 3u);
  EXPECT_EQ(spec.agent.agent_check, (std::vector<std::string>{"0.0.0.0:9848", "[::1]:0"}));
  EXPECT_EQ(spec.agent.pipe, "my.pipe_1-x");
  EXPECT_EQ(spec.agent.data_dir, in_config_folder("../state"));
  EXPECT_EQ(spec.agent.log.level, "debug");
  EXPECT_EQ(spec.agent.log.file, in_config_folder("logs/a.log"));
  EXPECT_EQ(spec.agent.log.max_size, 65536u);
  EXPECT_EQ(spec.agent.log.keep, 0u);
  EXPECT_EQ(spec.agent.log.events, in_config_folder("e.jsonl"));
  EXPECT_EQ(spec.agent.journal.max_size, 1u << 20);
  EXPECT_EQ(spec.agent.journal.keep, 24h * 3650);
  EXPECT_EQ(spec.iis.provider, IisProvider::simulated);
  EXPECT_EQ(spec.iis.simulated_file, in_config_folder("iis.yaml"));
  EXPECT_EQ(spec.iis.interval, 500ms);
  EXPECT_EQ(spec.iis.timeout, 1s);
  const RoleSpec& role = spec.roles.at(0);
  EXPECT_EQ(role.placement, Placement::always);
  EXPECT_TRUE(role.services.empty());
  EXPECT_EQ(role.sites, std::vector<std::string>{"Shop"});
  EXPECT_EQ(role.app_pools, std::vector<std::string>{"P"});
  EXPECT_EQ(role.rules.failure_condition_level, 0);
  EXPECT_EQ(role.rules.grace, 0s);
  EXPECT_EQ(role.rules.hold, 1min);
  EXPECT_EQ(role.rules.on_unknown, UnknownPolicy::dead);
  EXPECT_EQ(role.rules.stale_after, 1h);
}

TEST(Configuration, GivesEveryKeyOfAnHttpCheck) {
  const NodeSpec spec = spec_of(R"(
roles:
  shop:
    checks:
      - name: front
        level: 5
        interval: 10s
        fast_interval: 2s
        timeout: 4s
        fall: 7
        rise: 8
        http:
          url: https://shop.example.com/health?a=b
          connect_to: "[::1]:8443"
          method: POST
          headers: {Host: other, X-Probe: "", Accept: 'text/html'}
          body: "a\nb"
          expect:
            status: [200, "301-302"]
            body_matches: '"status"\s*:\s*"ok"'
            body_not_matches: maintenance
            json: [{pointer: /db, equals: up}, {pointer: /ok, equals: true}]
            headers: [{name: Content-Type, matches: json}]
            latency: {degraded: 500ms}
          tls: {verify: false, ca_file: ca.pem, server_name: www.example.com, min_version: "1.3", expiry_degraded: 14d,
                client_certificate: {file: c.pem, key_file: c.key}}
          auth: {basic: {username: agent, password: secret}}
          ip: 6
          follow_redirects: 5
          max_body: 1MiB
)");
  const CheckSpec check = check_of(spec.roles.at(0), "front");
  EXPECT_EQ(check.level, 5);
  EXPECT_EQ(check.cadence.interval, 10s);
  EXPECT_EQ(check.cadence.fast_interval, 2s);
  EXPECT_EQ(check.cadence.timeout, 4s);
  EXPECT_EQ(check.thresholds.fall, 7u);
  EXPECT_EQ(check.thresholds.rise, 8u);
  const HttpTarget& http = http_of(check);
  EXPECT_EQ(http.url, "https://shop.example.com/health?a=b");
  EXPECT_EQ(http.connect_to, "[::1]:8443");
  EXPECT_EQ(http.method, "POST");
  const std::vector<std::pair<std::string, std::string>> headers = {
      {"Host", "other"}, {"X-Probe", ""}, {"Accept", "text/html"}};
  EXPECT_EQ(http.headers, headers);
  EXPECT_EQ(http.body, "a\nb");
  ASSERT_EQ(http.expect.status.size(), 2u);
  EXPECT_EQ(http.expect.status[0].last, 200u);
  EXPECT_EQ(http.expect.status[1].first, 301u);
  EXPECT_EQ(http.expect.body_matches, R"("status"\s*:\s*"ok")");
  EXPECT_EQ(http.expect.body_not_matches, "maintenance");
  EXPECT_EQ(http.expect.latency_degraded, 500ms);
  EXPECT_FALSE(http.tls.verify);
  EXPECT_EQ(http.tls.ca_file, in_config_folder("ca.pem"));
  EXPECT_EQ(http.tls.server_name, "www.example.com");
  EXPECT_EQ(http.tls.min_version, TlsVersion::tls1_3);
  EXPECT_EQ(http.tls.expiry_degraded, 14 * 24h);
  EXPECT_EQ(http.tls.client_certificate,
            (ClientCertificate{in_config_folder("c.pem"), in_config_folder("c.key")}));
  EXPECT_EQ(http.auth.scheme, HttpAuth::Scheme::basic);
  EXPECT_EQ(http.auth.username, "agent");
  EXPECT_EQ(http.auth.secret, "secret");
  EXPECT_EQ(http.ip, IpVersion::v6);
  EXPECT_EQ(http.follow_redirects, 5u);
  ASSERT_EQ(http.expect.json.size(), 2u);
  EXPECT_EQ(http.expect.json[1].pointer, "/ok");
  EXPECT_EQ(http.expect.json[1].equals, "true");
  ASSERT_EQ(http.expect.headers.size(), 1u);
  EXPECT_EQ(http.expect.headers[0].name, "Content-Type");
  EXPECT_EQ(http.expect.headers[0].matches, "json");
  EXPECT_EQ(http.max_body, 1u << 20);
  EXPECT_FALSE(http.reuse_connection);
}

TEST(Configuration, KeepsAConnectionWhereThatIsAskedFor) {
  const NodeSpec spec = spec_of(R"(
roles:
  shop:
    checks:
      - {name: front, http: {url: "http://shop/", method: HEAD, reuse_connection: true}}
)");
  EXPECT_TRUE(http_of(check_of(spec.roles.at(0), "front")).reuse_connection);
}

TEST(Defaults, GoToChecksThatDoNotSayOtherwise) {
  const NodeSpec spec = spec_of(R"(
roles:
  shop:
    checks:
      - {name: a, http: {url: 'http://a/'}}
      - {name: b, http: {url: 'http://a/'}, fall: 9, interval: 3s, level: 2}
defaults: {interval: 7s, fast_interval: 2s, timeout: 1s, fall: 4, rise: 5, level: 3}
)");
  const CheckSpec a = check_of(spec.roles.at(0), "a");
  EXPECT_EQ(a.cadence.interval, 7s);
  EXPECT_EQ(a.cadence.fast_interval, 2s);
  EXPECT_EQ(a.cadence.timeout, 1s);
  EXPECT_EQ(a.thresholds.fall, 4u);
  EXPECT_EQ(a.thresholds.rise, 5u);
  EXPECT_EQ(a.level, 3);
  const CheckSpec b = check_of(spec.roles.at(0), "b");
  EXPECT_EQ(b.cadence.interval, 3s);
  EXPECT_EQ(b.cadence.fast_interval, 2s);
  EXPECT_EQ(b.thresholds.fall, 9u);
  EXPECT_EQ(b.thresholds.rise, 5u);
  EXPECT_EQ(b.level, 2);
}

TEST(Defaults, AreNotMixedUpBetweenRoles) {
  const NodeSpec spec = spec_of(R"(
roles:
  a: {checks: [{name: x, http: {url: 'http://a/'}, fall: 9}]}
  b: {checks: [{name: x, http: {url: 'http://b/'}}]}
)");
  EXPECT_EQ(check_of(spec.roles.at(0), "x").thresholds.fall, 9u);
  EXPECT_EQ(check_of(spec.roles.at(1), "x").thresholds.fall, 3u);
}

TEST(FastInterval, ThatIsInheritedIsCutToTheIntervalInSilence) {
  const std::string text =
      "roles: {shop: {checks: [{name: a, interval: 500ms, http: {url: 'http://a/'}}]}}";
  EXPECT_EQ(problems_of(text), "");
  EXPECT_EQ(check_of(spec_of(text).roles.at(0), "a").cadence.fast_interval, 500ms);
}

TEST(Alias, StandsForItsAnchor) {
  const NodeSpec spec = spec_of(R"(
roles:
  a: {checks: [{name: x, http: &probe {url: 'http://a/', headers: {X: y}}}]}
  b: {checks: [{name: x, http: *probe}]}
)");
  EXPECT_EQ(http_of(check_of(spec.roles.at(1), "x")).headers.at(0).second, "y");
}

TEST(Check, MayRestUponOthersThatStandBelowIt) {
  const NodeSpec spec = spec_of(R"(
roles:
  shop:
    services: []
    checks:
      - {name: front, depends_on: [api, database], http: {url: 'http://a/'}}
      - {name: api, http: {url: 'http://a/'}}
      - {name: database, scope: shared, http: {url: 'http://a/'}}
)");
  const auto& checks = spec.roles.at(0).checks;
  EXPECT_EQ(checks.at(0).depends_on, (std::vector<std::size_t>{1, 2}));
  EXPECT_EQ(checks.at(0).scope, CheckScope::node);
  EXPECT_EQ(checks.at(2).scope, CheckScope::shared);
}

TEST(File, MayHaveAByteOrderMarkAndWindowsLineEnds) {
  const std::string text = "\xEF\xBB\xBFroles:\r\n  shop:\r\n    sites:\r\n      - Shop\r\n";
  EXPECT_EQ(spec_of(text).roles.at(0).sites.at(0), "Shop");
  EXPECT_EQ(problems_of("\xEF\xBB\xBFrole: {}\r\nroles: {a: {sites: [S]}}\r\n"),
            "1:1: error: role: unknown key; did you mean 'roles'?\n");
}

TEST(File, MayNameThingsInAnyScript) {
  EXPECT_EQ(spec_of("roles: {shop: {sites: [Übersicht 店]}}").roles.at(0).sites.at(0),
            "Übersicht 店");
}

TEST(Load, TellsWhereTheAgentIsOfAFileThatIsRefused) {
  const auto loaded = load("agent: {pipe: other, data_dir: state, listen: 7}\nrole: {}\n",
                           "deepalive.yaml", system_environment());
  EXPECT_FALSE(loaded.spec);
  ASSERT_TRUE(loaded.agent);
  EXPECT_EQ(loaded.agent->pipe, "other");
  EXPECT_THAT(loaded.agent->data_dir, testing::EndsWith("state"));
  EXPECT_FALSE(load("agent: {pipe: other", "deepalive.yaml", system_environment()).agent);
}

TEST(Load, ReportsAnExceptionFromOutsideInsteadOfPassingItOn) {
  const Environment broken = {
      [](const std::string&) -> std::optional<std::string> { throw std::runtime_error("broken"); },
      nullptr};
  const Loaded loaded = load("roles: {a: {sites: ['${env:X}']}}", "deepalive.yaml", broken);
  EXPECT_FALSE(loaded.spec);
  EXPECT_EQ(format_problems(loaded.problems, "d"), "d: error: could not be read: broken\n");
}

}  // namespace
}  // namespace deepalive::config
