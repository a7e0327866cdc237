#include "service/http/security/web_policy.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/servers/temporary_folder.h"
#include "tests/servers/tls_identity.h"

namespace deepalive::service {
namespace {

using ::testing::AllOf;
using testing::CertificateAuthority;
using ::testing::HasSubstr;
using ::testing::StartsWith;
using testing::TlsIdentity;

// A folder with a good server.crt and server.key, and other things.
class Policy : public ::testing::Test {
 protected:
  Policy() {
    const TlsIdentity server = authority_.issue();
    folder_.write("server.crt", server.certificate);
    folder_.write("server.key", server.key);
    folder_.write("other.key", authority_.issue().key);
    folder_.write("ca.pem", authority_.certificate());
    folder_.write("empty.pem", "");
    folder_.write("garbage.pem",
                  "-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----\n");
    folder_.write("encrypted.key",
                  "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIGjMF8GCSqGSIb3DQEFDTBSMDEGCSqGSIb3DQEF"
                  "\n-----END ENCRYPTED PRIVATE KEY-----\n");
  }

  MadeWebPolicy make(const std::string& yaml) {
    folder_.write("web.yml", yaml);
    return make_web_policy(folder_.path() / "web.yml", config::system_environment());
  }
  std::string problems_of(const std::string& yaml) {
    const MadeWebPolicy made = make(yaml);
    EXPECT_FALSE(made.policy) << yaml;
    return config::format_problems(made.problems, "web.yml");
  }

  CertificateAuthority authority_;
  testing::TemporaryFolder folder_;
};

constexpr const char* kGood =
    "tls_server_config:\n  cert_file: server.crt\n  key_file: server.key\n";

TEST_F(Policy, IsMadeFromGoodFilesAndKnowsThem) {
  const MadeWebPolicy made =
      make(std::string(kGood) +
           "  client_auth_type: RequireAndVerifyClientCert\n  client_ca_file: ca.pem\n"
           "  cipher_suites: [TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, "
           "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA]\n"
           "  curve_preferences: [CurveP256, CurveP384, CurveP521, X25519]\n");
  EXPECT_EQ(config::format_problems(made.problems, "web.yml"), "");
  ASSERT_TRUE(made.policy);
  EXPECT_TRUE(made.policy->tls);
  EXPECT_EQ(made.files.size(), 4u);
}

TEST_F(Policy, TakesAnyVersionsOfTls) {
  for (const auto* const version : {"TLS10", "TLS11", "TLS12", "TLS13"}) {
    EXPECT_TRUE(make(std::string(kGood) + "  min_version: " + version).policy) << version;
  }
}

TEST_F(Policy, TakesCertificateAndKeyWrittenInTheFile) {
  const TlsIdentity server = authority_.issue();
  const auto indented = [](std::string text) {
    for (std::size_t at = 0; (at = text.find('\n', at)) != text.npos; at += 5) {
      text.replace(at, 1, "\n    ");
    }
    return "    " + text;
  };
  const MadeWebPolicy made = make("tls_server_config:\n  cert: |\n" + indented(server.certificate) +
                                  "\n  key: |\n" + indented(server.key) + "\n");
  EXPECT_TRUE(made.policy) << config::format_problems(made.problems, "web.yml");
}

TEST_F(Policy, SaysThatTheFileItselfIsNotThere) {
  const MadeWebPolicy made =
      make_web_policy(folder_.path() / "nowhere.yml", config::system_environment());
  EXPECT_FALSE(made.policy);
  EXPECT_THAT(config::format_problems(made.problems, "nowhere.yml"), HasSubstr("does not exist"));
}

// exporter-toolkit's certPath_keyPath_invalid, certPath_invalid, keyPath_invalid: all at once.
TEST_F(Policy, SaysWhichFilesAreNotThere) {
  EXPECT_THAT(problems_of("tls_server_config:\n  cert_file: somefile\n  key_file: someother\n"
                          "  client_auth_type: RequireAndVerifyClientCert\n"
                          "  client_ca_file: athird\n"),
              AllOf(HasSubstr("web.yml:2:14: error: tls_server_config.cert_file: '"),
                    HasSubstr("somefile' does not exist"),
                    HasSubstr("web.yml:3:13: error: tls_server_config.key_file: '"),
                    HasSubstr("someother' does not exist"),
                    HasSubstr("web.yml:5:19: error: tls_server_config.client_ca_file: '"),
                    HasSubstr("athird' does not exist")));
}

TEST_F(Policy, SaysWhatIsNoCertificate) {
  for (const auto* const file : {"empty.pem", "garbage.pem", "server.key"}) {
    EXPECT_THAT(problems_of("tls_server_config: {cert_file: " + std::string(file) +
                            ", key_file: server.key}"),
                AllOf(StartsWith("web.yml:1:32: error: tls_server_config.cert_file: '"),
                      HasSubstr("holds no certificate in PEM that can be used")));
  }
}

TEST_F(Policy, SaysWhatIsNoKeyOrAnothers) {
  for (const auto* const file : {"empty.pem", "server.crt", "encrypted.key"}) {
    EXPECT_THAT(problems_of("tls_server_config: {cert_file: server.crt, key_file: " +
                            std::string(file) + "}"),
                AllOf(StartsWith("web.yml:1:54: error: tls_server_config.key_file: '"),
                      HasSubstr("holds no key in PEM without a password")));
  }
  EXPECT_THAT(problems_of("tls_server_config: {cert_file: server.crt, key_file: other.key}"),
              HasSubstr("other.key' is not the certificate's key"));
}

// exporter-toolkit's clientCAs_invalid.
TEST_F(Policy, SaysWhatIsNoClientCa) {
  EXPECT_THAT(problems_of(std::string(kGood) + "  client_auth_type: VerifyClientCertIfGiven\n"
                                               "  client_ca_file: server.key\n"),
              HasSubstr("web.yml:5:19: error: tls_server_config.client_ca_file: '"));
}

TEST_F(Policy, NeverShowsAKeyThatIsWrittenInTheFile) {
  EXPECT_THAT(problems_of("tls_server_config: {cert_file: server.crt, key: very-secret}"),
              ::testing::Not(HasSubstr("very-secret")));
}

}  // namespace
}  // namespace deepalive::service
