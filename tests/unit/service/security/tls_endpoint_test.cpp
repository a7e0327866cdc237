#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/ssl.h>

#include <mutex>

#include "tests/servers/temporary_folder.h"
#include "tests/unit/service/security/tls_client.h"
#include "tests/unit/service/served_endpoint.h"

namespace deepalive::service {
namespace {

using namespace std::chrono_literals;
using ::testing::AllOf;
using testing::CertificateAuthority;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

constexpr const char* kGet =
    "GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

class TlsEndpoint : public ::testing::Test {
 protected:
  // Writes web.yml and takes it: tls_server_config's further lines, then other sections.
  void protect(const std::string& tls_lines = "", const std::string& sections = "") {
    const testing::TlsIdentity server = authority_.issue({.names = {name_, "127.0.0.1"}});
    folder_.write("server.crt", server.certificate);
    folder_.write("server.key", server.key);
    folder_.write("clients.pem", clients_.certificate());
    folder_.write("web.yml",
                  "tls_server_config:\n  cert_file: server.crt\n  key_file: server.key\n" +
                      tls_lines + sections);
    MadeWebPolicy made = make_web_policy(folder_.path() / "web.yml", config::system_environment());
    ASSERT_TRUE(made.policy) << config::format_problems(made.problems, "web.yml");
    const std::lock_guard lock(mutex_);
    policy_ = made.policy;
  }
  void serve(HttpLimits limits = {}) {
    endpoint_ = std::make_unique<ServedEndpoint>(limits, HttpAccess{.policy = [this] {
                                                   const std::lock_guard lock(mutex_);
                                                   return policy_;
                                                 }});
  }
  TlsExchange get(const TlsWish& wish = {}) {
    return exchange_by_tls(endpoint_->address(), kGet, wish);
  }
  TlsWish with_certificate(const CertificateAuthority& of,
                           std::vector<std::string> names = {"me"}) {
    return {.trusted = authority_.certificate(), .identity = of.issue({.names = std::move(names)})};
  }

  CertificateAuthority authority_;
  CertificateAuthority clients_;
  std::string name_ = "localhost";
  testing::TemporaryFolder folder_;
  std::mutex mutex_;
  std::shared_ptr<const WebPolicy> policy_;
  std::unique_ptr<ServedEndpoint> endpoint_;
};

TEST_F(TlsEndpoint, AnswersThoseWhoTrustItsAuthority) {
  protect();
  serve();
  const TlsExchange exchange = get({.trusted = authority_.certificate()});
  EXPECT_EQ(exchange.failure, "");
  EXPECT_THAT(exchange.response,
              AllOf(StartsWith("HTTP/1.1 200"), HasSubstr("you asked for /metrics")));
  EXPECT_THAT(exchange.response, Not(HasSubstr("Strict-Transport-Security")));
  EXPECT_NE(get({.trusted = clients_.certificate()}).failure, "");
}

TEST_F(TlsEndpoint, AnswersSeveralRequestsOnOneConnection) {
  protect();
  serve();
  const TlsExchange exchange = exchange_by_tls(
      endpoint_->address(), "GET /one HTTP/1.1\r\nHost: localhost\r\n\r\n" + std::string(kGet));
  EXPECT_THAT(exchange.response,
              AllOf(HasSubstr("you asked for /one"), HasSubstr("you asked for /metrics")));
}

TEST_F(TlsEndpoint, TellsAClientThatForgotTlsSo) {
  protect();
  serve();
  EXPECT_THAT(endpoint_->get(),
              AllOf(StartsWith("HTTP/1.1 400"),
                    HasSubstr("Client sent an HTTP request to an HTTPS server.")));
}

TEST_F(TlsEndpoint, EndsConnectionsOfGarbageAtOnce) {
  protect();
  serve();
  EXPECT_EQ(endpoint_->exchange("\x01\x02\x03\x04\x05\x06"), "");
  // A record's head, and then no handshake: TLS's alert is all that comes.
  EXPECT_THAT(endpoint_->exchange(std::string("\x16\x03\x01\x00\x10garbagegarbage!!", 21)),
              Not(HasSubstr("HTTP")));
}

TEST_F(TlsEndpoint, CutsAClientThatNeverShakesHands) {
  protect();
  serve({.request = 50ms});
  EXPECT_EQ(endpoint_->exchange(""), "");
  EXPECT_EQ(endpoint_->exchange("\x16\x03\x01"), "");
}

TEST_F(TlsEndpoint, SpeaksTheVersionsThatWereAllowed) {
  protect();
  serve();
  EXPECT_EQ(get({.max_version = TLS1_2_VERSION}).failure, "");
  EXPECT_NE(get({.max_version = TLS1_1_VERSION}).failure, "");
  protect("  min_version: TLS10\n");
  EXPECT_EQ(get({.max_version = TLS1_VERSION}).failure, "");
  protect("  min_version: TLS13\n");
  EXPECT_NE(get({.max_version = TLS1_2_VERSION}).failure, "");
  protect("  cipher_suites: [TLS_AES_128_GCM_SHA256]\n");
  EXPECT_NE(get({.max_version = TLS1_2_VERSION}).failure, "");
  EXPECT_EQ(get().failure, "");
}

TEST_F(TlsEndpoint, PrefersItsOwnCiphersUnlessToldOtherwise) {
  const std::string suites =
      "  max_version: TLS12\n  cipher_suites: [TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, "
      "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256]\n";
  const TlsWish wish{.ciphers = "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384"};
  protect(suites);
  serve();
  EXPECT_EQ(get(wish).cipher, "ECDHE-ECDSA-AES256-GCM-SHA384");
  protect(suites + "  prefer_server_cipher_suites: false\n");
  EXPECT_EQ(get(wish).cipher, "ECDHE-ECDSA-AES128-GCM-SHA256");
  EXPECT_NE(get({.ciphers = "ECDHE-ECDSA-CHACHA20-POLY1305"}).failure, "");
}

TEST_F(TlsEndpoint, SpeaksTheCurvesThatWereAllowed) {
  protect("  min_version: TLS13\n  curve_preferences: [CurveP521]\n");
  serve();
  EXPECT_EQ(get({.curves = "P-521"}).failure, "");
  EXPECT_NE(get({.curves = "P-384"}).failure, "");
}

TEST_F(TlsEndpoint, ChoosesHttp11WhereHttp2IsOfferedToo) {
  protect();
  serve();
  EXPECT_EQ(get({.protocols = "\x02h2\x08http/1.1"}).protocol, "http/1.1");
  EXPECT_EQ(get({.protocols = "\x02h2"}).protocol, "");
}

TEST_F(TlsEndpoint, WantsCertificatesOfItsClientsAuthority) {
  protect("  client_auth_type: RequireAndVerifyClientCert\n  client_ca_file: clients.pem\n");
  serve();
  EXPECT_THAT(get(with_certificate(clients_)).response, StartsWith("HTTP/1.1 200"));
  EXPECT_THAT(get(with_certificate(authority_)).response, IsEmpty());
  EXPECT_THAT(get().response, IsEmpty());
}

TEST_F(TlsEndpoint, WantsCertificatesThatAreInForce) {
  protect("  client_auth_type: RequireAndVerifyClientCert\n  client_ca_file: clients.pem\n");
  serve();
  EXPECT_THAT(get({.identity = clients_.issue({.ends = -1min})}).response, IsEmpty());
}

TEST_F(TlsEndpoint, AsksForCertificatesByEachTypeOfPolicy) {
  struct Case {
    const char* type;
    bool none, good, foreign;  // which clients are answered
  };
  for (const Case& expected :
       {Case{"NoClientCert", true, true, true}, Case{"RequestClientCert", true, true, true},
        Case{"RequireAnyClientCert", false, true, true},
        Case{"RequireClientCert", false, true, true},
        Case{"VerifyClientCertIfGiven", true, true, false},
        Case{"RequireAndVerifyClientCert", false, true, false}}) {
    SCOPED_TRACE(expected.type);
    const bool asks = std::string(expected.type) != "NoClientCert";
    protect("  client_auth_type: " + std::string(expected.type) + "\n" +
            (asks ? "  client_ca_file: clients.pem\n" : ""));
    if (!endpoint_) serve();
    EXPECT_EQ(get().response.starts_with("HTTP/1.1 200"), expected.none);
    EXPECT_EQ(get(with_certificate(clients_)).response.starts_with("HTTP/1.1 200"), expected.good);
    EXPECT_EQ(get(with_certificate(authority_)).response.starts_with("HTTP/1.1 200"),
              expected.foreign);
  }
}

TEST_F(TlsEndpoint, WantsOneOfTheAllowedNames) {
  protect(
      "  client_auth_type: RequireAndVerifyClientCert\n  client_ca_file: clients.pem\n"
      "  client_allowed_sans: [prometheus.example.com, 192.0.2.7, '2001:db8::7']\n");
  serve();
  EXPECT_THAT(get(with_certificate(clients_, {"a", "prometheus.example.com"})).response,
              StartsWith("HTTP/1.1 200"));
  EXPECT_THAT(get(with_certificate(clients_, {"192.0.2.7"})).response, StartsWith("HTTP/1.1 200"));
  EXPECT_THAT(get(with_certificate(clients_, {"2001:db8::7"})).response,
              StartsWith("HTTP/1.1 200"));
  EXPECT_THAT(get(with_certificate(clients_, {"192.0.2.8", "example.com"})).response, IsEmpty());
}

TEST_F(TlsEndpoint, ShowsARenewedCertificateToTheNextClient) {
  protect();
  serve();
  EXPECT_EQ(get().subject, "/CN=localhost");
  name_ = "renewed";
  protect();
  EXPECT_EQ(get().subject, "/CN=renewed");
}

TEST_F(TlsEndpoint, EndsKeptConnectionsThatWereMadeByOtherRules) {
  protect();
  // The policy changes while the first request is answered: the second is not.
  endpoint_ = std::make_unique<ServedEndpoint>(HttpLimits{},
                                               HttpAccess{.policy =
                                                              [this] {
                                                                const std::lock_guard lock(mutex_);
                                                                return policy_;
                                                              }},
                                               [this](const HttpRequest&) {
                                                 protect();
                                                 return HttpReply{.body = "answered"};
                                               });
  const TlsExchange exchange = exchange_by_tls(
      endpoint_->address(), "GET /one HTTP/1.1\r\nHost: localhost\r\n\r\n" + std::string(kGet));
  EXPECT_THAT(exchange.response, HasSubstr("Connection: close"));
  EXPECT_EQ(exchange.response.find("answered"), exchange.response.rfind("answered"));
}

}  // namespace
}  // namespace deepalive::service
