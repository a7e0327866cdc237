#include "config/web/web_config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>
#include <string>

#include "tests/unit/config/loading.h"
#include "tests/unit/config/problem_table.h"

namespace deepalive::config {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

LoadedWebConfig load_web(std::string_view yaml) {
  LoadedWebConfig loaded =
      load_web_config(yaml, config_folder() / "web.yml", FakeEnvironment{}.environment());
  if (loaded.config) keep_good(yaml, ".yml");
  return loaded;
}

std::string web_problems_of(std::string_view yaml) {
  std::istringstream lines(format_problems(load_web(yaml).problems, "FILE"));
  std::string text;
  for (std::string line; std::getline(lines, line);) text += line.substr(5) + "\n";
  return text;
}

// One that must load.
WebConfig web_config_of(std::string_view yaml) {
  LoadedWebConfig loaded = load_web(yaml);
  EXPECT_TRUE(loaded.config) << web_problems_of(yaml);
  return loaded.config.value_or(WebConfig());
}

TEST(BadWebConfig, GivesExactlyItsProblemsEachWithItsPlace) {
  const int cases = for_each_case(
      DEEPALIVE_BAD_WEB_CONFIGURATIONS,
      [](const std::string& title, const std::string& yaml, const std::string& expected) {
        EXPECT_EQ(web_problems_of(yaml), expected) << "of: " << title << "\n" << yaml;
        EXPECT_EQ(load_web(yaml).config.has_value(), expected.find("error:") == expected.npos);
      });
  EXPECT_GT(cases, 20);
}

TEST(WebConfig, ThatSaysNothingAsksForNothing) {
  const WebConfig config = web_config_of("{}");
  EXPECT_FALSE(config.tls);
  EXPECT_TRUE(config.users.empty());
  EXPECT_TRUE(config.headers.empty());
  EXPECT_EQ(config.rate_limit, RateLimit());
}

TEST(WebConfig, TakesAllThatTheToolkitHas) {
  const WebConfig config = web_config_of(R"(
tls_server_config:
  cert_file: server.crt
  key_file: keys/server.key
  client_auth_type: RequireAndVerifyClientCert
  client_ca_file: ca.pem
  client_allowed_sans: [prometheus.example.com, 192.0.2.7]
  cipher_suites: [TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384, TLS_AES_128_GCM_SHA256]
  prefer_server_cipher_suites: false
  curve_preferences: [CurveP521, X25519]
  min_version: TLS10
  max_version: TLS12
http_server_config:
  http2: false
  headers:
    X-Frame-Options: deny
    Strict-Transport-Security: max-age=31536000; includeSubDomains
    X-Content-Type-Options: nosniff
    X-XSS-Protection: 1
    Content-Security-Policy: "default-src 'self' *.test.example.net"
basic_auth_users:
  alice: $2y$12$1DpfPeqF9HzHJt.EWswy1exHluGfbhnn3yXhR7Xes6m3WJqFg0Wby
  bob: $2y$18$4VeFDzXIoPHKnKTU3O3GH.N.vZu06CVqczYZ8WvfzrddFU6tGqjR.
rate_limit:
  interval: 200ms
  burst: 30
)");
  ASSERT_TRUE(config.tls);
  const WebTls& tls = *config.tls;
  EXPECT_EQ(tls.certificate.file, in_config_folder("server.crt"));
  EXPECT_EQ(tls.key.file, in_config_folder("keys/server.key"));
  EXPECT_EQ(tls.client_ca.file, in_config_folder("ca.pem"));
  EXPECT_EQ(tls.client_auth, ClientAuth::require_and_verify);
  EXPECT_THAT(tls.client_allowed_sans, ElementsAre("prometheus.example.com", "192.0.2.7"));
  EXPECT_THAT(tls.cipher_suites, ElementsAre("TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"));
  EXPECT_FALSE(tls.prefer_server_cipher_suites);
  EXPECT_THAT(tls.curves, ElementsAre("P-521", "X25519"));
  EXPECT_EQ(tls.min_version, TlsVersion::tls1_0);
  EXPECT_EQ(tls.max_version, TlsVersion::tls1_2);
  EXPECT_THAT(config.headers,
              ::testing::UnorderedElementsAre(
                  Pair("Content-Security-Policy", "default-src 'self' *.test.example.net"),
                  Pair("X-Frame-Options", "deny"), Pair("X-Content-Type-Options", "nosniff"),
                  Pair("X-XSS-Protection", "1"),
                  Pair("Strict-Transport-Security", "max-age=31536000; includeSubDomains")));
  EXPECT_THAT(config.users, ElementsAre(::testing::Key("alice"), ::testing::Key("bob")));
  EXPECT_EQ(config.rate_limit, (RateLimit{std::chrono::milliseconds(200), 30}));
}

TEST(WebConfig, TakesPemTextInTheFileItself) {
  const WebConfig config = web_config_of("tls_server_config:\n  cert: |\n    one\n  key: two\n");
  ASSERT_TRUE(config.tls);
  EXPECT_EQ(config.tls->certificate.text, "one\n");
  EXPECT_EQ(config.tls->certificate.line, 2u);
  EXPECT_EQ(config.tls->key.text, "two");
  EXPECT_EQ(config.tls->client_auth, ClientAuth::none);
  EXPECT_EQ(config.tls->min_version, TlsVersion::tls1_2);
}

TEST(WebConfig, WithAnIntervalOfZeroLimitsNothing) {
  EXPECT_EQ(web_config_of("rate_limit: {interval: 0, burst: 0}").rate_limit, RateLimit());
}

TEST(WebConfig, ThatIsMissingIsAnError) {
  const LoadedWebConfig loaded =
      load_web_config_file(config_folder() / "web.yml", FakeEnvironment{}.environment());
  EXPECT_FALSE(loaded.config);
  EXPECT_EQ(loaded.problems.size(), 1u);
}

TEST(WebSample, LoadsWithoutAnyProblem) {
  const LoadedWebConfig loaded = load_web_config_file(DEEPALIVE_WEB_SAMPLE, system_environment());
  EXPECT_EQ(format_problems(loaded.problems, "sample"), "");
  ASSERT_TRUE(loaded.config);
  EXPECT_TRUE(loaded.config->tls);
}

}  // namespace
}  // namespace deepalive::config
