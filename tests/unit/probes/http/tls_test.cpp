#include <gtest/gtest.h>

#include "probes/http/certificate.h"
#include "tests/servers/fault_server.h"
#include "tests/unit/probes/http/probe_harness.h"

// What a probe makes of TLS, and of the certificate that it is shown.
namespace deepalive::probes {
namespace {

using namespace std::chrono_literals;
using testing::answers;
using testing::CertificateAuthority;
using testing::CertificateWish;
using testing::FaultServer;
using testing::TlsIdentity;
namespace step = testing::step;

constexpr std::chrono::seconds kDay = 24h;

class HttpProbeTls : public ::testing::Test {
 protected:
  static FaultServer serving(const TlsIdentity& identity) {
    return FaultServer(answers(200), {.tls = identity});
  }

  // https://shop.example.com at the server's address, trusting the test's authority.
  HttpTarget target_at(const FaultServer& server) const {
    HttpTarget target =
        target_of("https://shop.example.com:" + std::to_string(server.port()) + "/");
    target.connect_to = "127.0.0.1";
    target.tls.ca_file = ca_file_.path();
    return target;
  }

  // The certificate's end, to the second, is what the evidence says.
  static void expect_end(const Observation& seen, std::chrono::seconds from_now) {
    ASSERT_TRUE(seen.http);
    ASSERT_TRUE(seen.http->certificate_not_after) << seen.detail;
    const auto expected = std::chrono::system_clock::now() + from_now;
    EXPECT_LT(std::chrono::abs(*seen.http->certificate_not_after - expected), 60s);
  }

  CertificateAuthority authority_;
  TemporaryFile ca_file_{authority_.certificate()};
  CertificateWish wish_{.names = {"shop.example.com"}};
};

TEST_F(HttpProbeTls, PassesWithACertificateThatIsRight) {
  const FaultServer server = serving(authority_.issue(wish_));
  const Observation seen = probe_once(target_at(server));
  EXPECT_EQ(verdict_of(seen), "pass ok") << seen.detail;
  expect_end(seen, kDay);
  EXPECT_GT(seen.http->phases.tls, Duration::zero());
}

TEST_F(HttpProbeTls, SendsTheUrlsNameAsSniAndHost) {
  const FaultServer server = serving(authority_.issue(wish_));
  probe_once(target_at(server));
  const auto requests = server.requests();
  ASSERT_EQ(requests.size(), 1U);
  EXPECT_EQ(requests[0].sni, "shop.example.com");
  EXPECT_EQ(requests[0].header("Host"), "shop.example.com:" + std::to_string(server.port()));
}

TEST_F(HttpProbeTls, ServerNameReplacesSniAndTheNameToVerify) {
  wish_.names = {"other.example.com"};
  const FaultServer server = serving(authority_.issue(wish_));
  HttpTarget target = target_at(server);
  target.tls.server_name = "other.example.com";
  const Observation seen = probe_once(target);
  EXPECT_EQ(verdict_of(seen), "pass ok") << seen.detail;
  EXPECT_EQ(server.requests().at(0).sni, "other.example.com");
  EXPECT_EQ(server.requests().at(0).header("Host"),
            "shop.example.com:" + std::to_string(server.port()));
}

TEST_F(HttpProbeTls, VerifiesAnAddressAsAnAddressAndSendsNoSni) {
  wish_.names = {"127.0.0.1"};
  const FaultServer server = serving(authority_.issue(wish_));
  HttpTarget target = target_at(server);
  target.url = server.url();
  const Observation seen = probe_once(target);
  EXPECT_EQ(verdict_of(seen), "pass ok") << seen.detail;
  EXPECT_EQ(server.requests().at(0).sni, "");
}

TEST_F(HttpProbeTls, AcceptsAWildcardAndAFinalDot) {
  wish_.names = {"*.example.com"};
  const FaultServer server = serving(authority_.issue(wish_));
  HttpTarget target = target_at(server);
  target.url = "https://shop.example.com.:" + std::to_string(server.port()) + "/";
  const Observation seen = probe_once(target);
  EXPECT_EQ(verdict_of(seen), "pass ok") << seen.detail;
  EXPECT_EQ(server.requests().at(0).sni, "shop.example.com");
}

TEST_F(HttpProbeTls, TellsAnExpiredCertificateAndStillItsEnd) {
  wish_.begins = -10 * kDay;
  wish_.ends = -3 * kDay;
  const FaultServer server = serving(authority_.issue(wish_));
  const Observation seen = probe_once(target_at(server));
  EXPECT_EQ(verdict_of(seen), "fail certificate_expired") << seen.detail;
  expect_end(seen, -3 * kDay);
  EXPECT_NE(seen.detail.find(to_utc_text(*seen.http->certificate_not_after)), std::string::npos)
      << seen.detail;
  EXPECT_TRUE(server.requests().empty());
}

TEST_F(HttpProbeTls, TellsACertificateWhoseTimeHasNotBegun) {
  wish_.begins = 2 * kDay;
  wish_.ends = 3 * kDay;
  const FaultServer server = serving(authority_.issue(wish_));
  const Observation seen = probe_once(target_at(server));
  EXPECT_EQ(verdict_of(seen), "fail certificate_not_yet_valid") << seen.detail;
  expect_end(seen, 3 * kDay);
}

TEST_F(HttpProbeTls, TellsACertificateForAnotherNameAndForWhich) {
  wish_.names = {"www.example.com", "10.1.2.3"};
  const FaultServer server = serving(authority_.issue(wish_));
  const Observation seen = probe_once(target_at(server));
  EXPECT_EQ(verdict_of(seen), "fail certificate_name_mismatch");
  EXPECT_EQ(seen.detail,
            "the certificate is for www.example.com, 10.1.2.3, not for shop.example.com");
  expect_end(seen, kDay);
}

TEST_F(HttpProbeTls, TellsACertificateThatNobodyVouchesFor) {
  const FaultServer self_made = serving(testing::self_signed(wish_));
  const Observation seen = probe_once(target_at(self_made));
  EXPECT_EQ(verdict_of(seen), "fail certificate_untrusted") << seen.detail;
  expect_end(seen, kDay);
  const FaultServer foreign = serving(CertificateAuthority().issue(wish_));
  EXPECT_EQ(verdict_of(probe_once(target_at(foreign))), "fail certificate_untrusted");
}

TEST_F(HttpProbeTls, KeepsTheCertificatesThatItRefusesAndWhy) {
  wish_.names = {"www.example.com", "10.1.2.3", "::1"};
  wish_.begins = -10 * kDay;
  wish_.ends = -3 * kDay;
  const FaultServer server = serving(authority_.issue(wish_));
  const Observation seen = probe_once(target_at(server));
  ASSERT_TRUE(seen.http && seen.http->tls);
  const TlsEvidence& tls = *seen.http->tls;
  EXPECT_EQ(tls.refused, seen.detail);
  EXPECT_TRUE(tls.protocol.starts_with("TLSv1.")) << tls.protocol;
  ASSERT_FALSE(tls.chain.empty());
  const CertificateFacts& leaf = tls.chain.front();
  EXPECT_EQ(leaf.subject, "CN=www.example.com");
  EXPECT_NE(leaf.issuer, leaf.subject);
  EXPECT_EQ(leaf.names, (std::vector<std::string>{"www.example.com", "10.1.2.3", "::1"}));
  EXPECT_EQ(leaf.not_after, seen.http->certificate_not_after);
  ASSERT_TRUE(leaf.not_before && leaf.not_after);
  EXPECT_EQ(*leaf.not_after - *leaf.not_before, 7 * kDay);
  EXPECT_EQ(leaf.sha256.size(), 64U);
  EXPECT_EQ(seen.http->peer, "127.0.0.1:" + std::to_string(server.port()));
}

TEST_F(HttpProbeTls, KeepsTheCertificatesThatItAcceptsOnlyWhenToldTo) {
  const FaultServer server = serving(authority_.issue(wish_));
  EXPECT_FALSE(probe_once(target_at(server)).http->tls);
  const Observation seen = probe_once(target_at(server), Keep::everything);
  EXPECT_EQ(verdict_of(seen), "pass ok") << seen.detail;
  ASSERT_TRUE(seen.http->tls);
  EXPECT_EQ(seen.http->tls->refused, "");
  EXPECT_NE(seen.http->tls->cipher, "");
  EXPECT_EQ(seen.http->tls->chain.front().subject, "CN=shop.example.com");
  ASSERT_TRUE(seen.http->response);
  EXPECT_EQ(seen.http->response->head.front(), "HTTP/1.1 200 Whatever");
  EXPECT_EQ(seen.http->response->body, "ok");
}

TEST_F(HttpProbeTls, ByDefaultTrustsTheSystemsRootsOnly) {
  const FaultServer server = serving(authority_.issue(wish_));
  HttpTarget target = target_at(server);
  target.tls.ca_file.clear();
  const Observation seen = probe_once(target);
  EXPECT_EQ(verdict_of(seen), "fail certificate_untrusted") << seen.detail;
}

TEST_F(HttpProbeTls, ASelfSignedCertificateCanBeTrustedAsItsOwnAuthority) {
  const TlsIdentity identity = testing::self_signed(wish_);
  const TemporaryFile own(identity.certificate);
  const FaultServer server = serving(identity);
  HttpTarget target = target_at(server);
  target.tls.ca_file = own.path();
  const Observation seen = probe_once(target);
  EXPECT_EQ(verdict_of(seen), "pass ok") << seen.detail;
}

TEST_F(HttpProbeTls, WithoutVerificationAcceptsAnyCertificateAndStillReportsItsEnd) {
  wish_.names = {"wrong.example.com"};
  wish_.begins = -10 * kDay;
  wish_.ends = -3 * kDay;
  const FaultServer server = serving(testing::self_signed(wish_));
  HttpTarget target = target_at(server);
  target.tls.verify = false;
  const Observation seen = probe_once(target);
  EXPECT_EQ(verdict_of(seen), "pass ok") << seen.detail;
  expect_end(seen, -3 * kDay);
}

TEST_F(HttpProbeTls, ACertificateWithoutEndDoesNotOverflow) {
  wish_.ends = 300 * 365 * kDay;
  const FaultServer server = serving(authority_.issue(wish_));
  const Observation seen = probe_once(target_at(server));
  EXPECT_EQ(verdict_of(seen), "pass ok") << seen.detail;
  EXPECT_GT(*seen.http->certificate_not_after, std::chrono::system_clock::now() + 100 * 365 * kDay);
}

TEST_F(HttpProbeTls, AnUnreadableCaFileIsTheAgentsOwnFaultAndNamesIt) {
  const FaultServer server = serving(authority_.issue(wish_));
  HttpTarget target = target_at(server);
  const TemporaryFile garbage("not PEM");
  for (const std::string& path : {std::string("/nowhere/ca.pem"), garbage.path()}) {
    target.tls.ca_file = path;
    const Observation seen = probe_once(target);
    EXPECT_EQ(verdict_of(seen), "indeterminate internal_error");
    EXPECT_NE(seen.detail.find("tls.ca_file '" + path + "'"), std::string::npos) << seen.detail;
  }
}

TEST_F(HttpProbeTls, ShowsItsCertificateToAServerThatAsks) {
  const TlsIdentity agent = authority_.issue({.names = {"agent"}});
  const TemporaryFile certificate(agent.certificate);
  const TemporaryFile key(agent.key);
  const FaultServer server(
      answers(200), {.tls = authority_.issue(wish_), .client_authority = authority_.certificate()});
  HttpTarget target = target_at(server);
  EXPECT_EQ(verdict_of(probe_once(target)), "fail tls_failed") << "nobody without one is let in";
  target.tls.client_certificate = {certificate.path(), key.path()};
  const Observation seen = probe_once(target);
  EXPECT_EQ(verdict_of(seen), "pass ok") << seen.detail;
}

TEST_F(HttpProbeTls, AClientCertificateThatCannotBeUsedIsTheAgentsOwnFault) {
  const FaultServer server = serving(authority_.issue(wish_));
  const TlsIdentity agent = authority_.issue({.names = {"agent"}});
  const TemporaryFile certificate(agent.certificate);
  const TemporaryFile others_key(authority_.issue({.names = {"other"}}).key);
  HttpTarget target = target_at(server);
  target.tls.client_certificate = {certificate.path(), others_key.path()};
  const Observation wrong_key = probe_once(target);
  EXPECT_EQ(verdict_of(wrong_key), "indeterminate internal_error");
  EXPECT_NE(wrong_key.detail.find("tls.client_certificate.key_file '" + others_key.path()),
            std::string::npos)
      << wrong_key.detail;
  target.tls.client_certificate = {others_key.path(), others_key.path()};
  const Observation no_certificate = probe_once(target);
  EXPECT_EQ(verdict_of(no_certificate), "indeterminate internal_error");
  EXPECT_NE(no_certificate.detail.find("tls.client_certificate.file '"), std::string::npos)
      << no_certificate.detail;
}

TEST_F(HttpProbeTls, AServerThatIsTooOldForMinVersionFails) {
  const FaultServer server(answers(200), {.tls = authority_.issue(wish_), .tls_1_2_at_most = true});
  HttpTarget target = target_at(server);
  EXPECT_EQ(verdict_of(probe_once(target)), "pass ok");
  target.tls.min_version = TlsVersion::tls1_3;
  EXPECT_EQ(verdict_of(probe_once(target)), "fail tls_failed");
}

TEST_F(HttpProbeTls, AServerThatAsksForAnotherHandshakeIsReadAllTheSame) {
  const FaultServer server(
      {.steps = {step::Renegotiate{}, step::Send{testing::http_response(200, "ok")}, step::Hold{}}},
      {.tls = authority_.issue(wish_), .tls_1_2_at_most = true});
  HttpTarget target = target_at(server);
  target.expect.body_matches = "ok";
  const Observation seen = probe_once(target);
  EXPECT_EQ(verdict_of(seen), "pass ok") << seen.detail;
}

TEST_F(HttpProbeTls, ACertificateThatEndsSoonDegrades) {
  const FaultServer server = serving(authority_.issue(wish_));
  HttpTarget target = target_at(server);
  target.tls.expiry_degraded = 23h;
  EXPECT_EQ(verdict_of(probe_once(target)), "pass ok");
  target.tls.expiry_degraded = 25h;
  const Observation seen = probe_once(target);
  EXPECT_EQ(verdict_of(seen), "pass certificate_expiring degraded");
  EXPECT_NE(seen.detail.find("the certificate ends "), std::string::npos) << seen.detail;
}

TEST_F(HttpProbeTls, TellsAPortThatDoesNotSpeakTls) {
  const FaultServer plain({.steps = {step::Send{"HTTP/1.1 400 Bad Request\r\n\r\n"}, step::Hold{}},
                           .reads_request = false});
  const Observation seen = probe_once(target_at(plain));
  EXPECT_EQ(verdict_of(seen), "fail tls_failed");
  EXPECT_FALSE(seen.http->certificate_not_after);
  const FaultServer closing({.steps = {}, .reads_request = false});
  EXPECT_EQ(verdict_of(probe_once(target_at(closing))), "fail tls_failed");
}

TEST_F(HttpProbeTls, AHandshakeInSilenceEndsAtTheDeadline) {
  const FaultServer silent({.steps = {step::Hold{}}, .reads_request = false});
  probe_until_deadline(target_at(silent), "fail tls_timeout");
}

TEST_F(HttpProbeTls, SilenceAfterTheHandshakeEndsAtTheDeadline) {
  const FaultServer silent({.steps = {step::Hold{}}}, {.tls = authority_.issue(wish_)});
  const Observation seen = probe_until_deadline(target_at(silent), "fail response_timeout");
  expect_end(seen, kDay);
}

TEST_F(HttpProbeTls, AServerThatClosesWithoutGoodbyeHasSentItsBody) {
  const FaultServer server({.steps = {step::Send{"HTTP/1.1 200 OK\r\n\r\nall well"}}},
                           {.tls = authority_.issue(wish_)});
  HttpTarget target = target_at(server);
  target.expect.body_matches = "^all well$";
  const Observation seen = probe_once(target);
  EXPECT_EQ(verdict_of(seen), "pass ok") << seen.detail;
}

TEST_F(HttpProbeTls, ABodyCutShortIsAClosedConnection) {
  const FaultServer server(
      {.steps = {step::Send{"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf"}}},
      {.tls = authority_.issue(wish_)});
  const Observation seen = probe_once(target_at(server));
  EXPECT_EQ(verdict_of(seen), "fail connection_closed") << seen.detail;
}

}  // namespace
}  // namespace deepalive::probes
