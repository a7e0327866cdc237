#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <thread>

#include "tests/integration/running_agent.h"
#include "tests/servers/tls_identity.h"
#include "tests/web_clients/command.h"

// A whole agent, asked by the programs that people have.
namespace deepalive::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kIis = "services: {W3SVC: running}\nsites: {}\napp_pools: {}\n";
// Of prometheus, "secret".
constexpr const char* kUsers =
    "basic_auth_users:\n"
    "  prometheus: $2y$10$ZS8kUK2SGSgHQo1Ld3r9pu5fC5RtHiQ6IzZS.kSeaRc3Lj8zmMy4G\n";

class WebClients : public ::testing::Test {
 protected:
  void write_server(const std::string& name = "localhost") {
    const TlsIdentity server = authority_.issue({.names = {name, "localhost", "127.0.0.1"}});
    folder_.write("server.crt", server.certificate);
    folder_.write("server.key", server.key);
  }
  void start(const std::string& tls_lines, const std::string& sections = "") {
    write_server();
    folder_.write("ca.pem", authority_.certificate());
    folder_.write("clients.pem", clients_.certificate());
    const TlsIdentity client = clients_.issue({.names = {"prometheus.example.com"}});
    folder_.write("client.crt", client.certificate);
    folder_.write("client.key", client.key);
    write_web(tls_lines, sections);
    agent_ = std::make_unique<RunningAgent>(kIis, "roles: {}\n",
                                            ", web_config: '" + path("web.yml") + "'");
    port_ = agent_->address().substr(agent_->address().rfind(':') + 1);
  }
  void write_web(const std::string& tls_lines, const std::string& sections = "") {
    folder_.write("web.yml",
                  "tls_server_config:\n  cert_file: server.crt\n  key_file: server.key\n" +
                      tls_lines + sections);
  }
  std::string path(const std::string& name) const { return (folder_.path() / name).string(); }
  CommandResult curl(const std::string& options, const std::string& target = "/metrics") const {
    return run_command("curl -sS -m 10 -w '\\nstatus %{http_code} over HTTP/%{http_version}' " +
                       options + " https://localhost:" + port_ + target);
  }
  std::string trust() const { return "--cacert " + path("ca.pem") + " "; }
  std::string client() const {
    return trust() + "--cert " + path("client.crt") + " --key " + path("client.key") + " ";
  }
  // What openssl says of a handshake.
  std::string s_client(const std::string& options) const {
    return run_command("openssl s_client -connect 127.0.0.1:" + port_ + " -CAfile " +
                       path("ca.pem") + " " + options)
        .output;
  }

  CertificateAuthority authority_;
  CertificateAuthority clients_;
  TemporaryFolder folder_;
  std::unique_ptr<RunningAgent> agent_;
  std::string port_;
};

TEST_F(WebClients, ScrapeByTls) {
  start("");
  const CommandResult scrape = curl(trust());
  EXPECT_EQ(scrape.status, 0) << scrape.output;
  EXPECT_THAT(scrape.output, AllOf(HasSubstr("deepalive_build_info{"), HasSubstr("status 200")));
}

TEST_F(WebClients, RefuseAServerOfAnAuthorityThatTheyDoNotTrust) {
  start("");
  const CommandResult scrape = curl("--cacert " + path("clients.pem"));
  EXPECT_NE(scrape.status, 0);
  EXPECT_THAT(scrape.output, HasSubstr("status 000"));
}

TEST_F(WebClients, GetHttp11WhenTheyAskForHttp2) {
  start("");
  EXPECT_THAT(curl("--http2 " + trust()).output, HasSubstr("status 200 over HTTP/1.1"));
}

TEST_F(WebClients, ThatForgetTlsAreTold) {
  start("");
  EXPECT_THAT(run_command("curl -sS -m 10 http://localhost:" + port_ + "/metrics").output,
              HasSubstr("Client sent an HTTP request to an HTTPS server."));
}

TEST_F(WebClients, NeedACertificateOfTheRightAuthorityAndName) {
  const std::string verified =
      "  client_auth_type: RequireAndVerifyClientCert\n  client_ca_file: clients.pem\n";
  start(verified + "  client_allowed_sans: [prometheus.example.com]\n");
  EXPECT_THAT(curl(client()).output, HasSubstr("status 200"));
  const CommandResult without = curl(trust());
  EXPECT_NE(without.status, 0);
  EXPECT_THAT(without.output, AllOf(HasSubstr("alert"), Not(HasSubstr("deepalive_build_info"))));

  const TlsIdentity foreign = authority_.issue({.names = {"prometheus.example.com"}});
  folder_.write("client.crt", foreign.certificate);
  folder_.write("client.key", foreign.key);
  const CommandResult of_another_authority = curl(client());
  EXPECT_NE(of_another_authority.status, 0);
  // Not "unknown ca": both authorities have the same name, and another key.
  EXPECT_THAT(of_another_authority.output, HasSubstr("alert decrypt error"));

  const TlsIdentity another = clients_.issue({.names = {"grafana.example.com"}});
  folder_.write("client.crt", another.certificate);
  folder_.write("client.key", another.key);
  const CommandResult of_another_name = curl(client());
  EXPECT_NE(of_another_name.status, 0);
  EXPECT_THAT(of_another_name.output, HasSubstr("bad certificate"));
}

TEST_F(WebClients, NeedAPasswordForEverything) {
  start("", kUsers);
  EXPECT_THAT(curl(trust()).output, HasSubstr("status 401"));
  EXPECT_THAT(curl(trust(), "/-/healthy").output, HasSubstr("status 401"));
  EXPECT_THAT(curl(trust() + "-u prometheus:wrong").output, HasSubstr("status 401"));
  EXPECT_THAT(curl(trust() + "-u prometheus:secret").output,
              AllOf(HasSubstr("status 200"), HasSubstr("deepalive_build_info{")));
}

TEST_F(WebClients, SeeARenewedCertificateWithoutARestart) {
  start("");
  EXPECT_THAT(curl("-v " + trust()).output, HasSubstr("subject: CN=localhost"));
  write_server("renewed.example.com");
  const auto deadline = std::chrono::steady_clock::now() + 20s;
  std::string seen;
  while (seen.find("subject: CN=renewed.example.com") == seen.npos &&
         std::chrono::steady_clock::now() < deadline) {
    std::this_thread::sleep_for(100ms);
    const CommandResult scrape = curl("-v " + trust());
    EXPECT_EQ(scrape.status, 0) << "while it was renewed: " << scrape.output;
    seen = scrape.output;
  }
  EXPECT_THAT(seen, HasSubstr("subject: CN=renewed.example.com"));
}

TEST_F(WebClients, AreAskedForPasswordsOnceTheFileSaysSo) {
  start("");
  EXPECT_THAT(curl(trust()).output, HasSubstr("status 200"));
  write_web("", kUsers);
  const auto deadline = std::chrono::steady_clock::now() + 20s;
  while (curl(trust()).output.find("status 401") == std::string::npos) {
    ASSERT_LT(std::chrono::steady_clock::now(), deadline);
    std::this_thread::sleep_for(100ms);
  }
  EXPECT_THAT(curl(trust() + "-u prometheus:secret").output, HasSubstr("status 200"));
}

TEST_F(WebClients, SpeakOnlyTheVersionsThatAreAllowed) {
  start("  min_version: TLS13\n");
  EXPECT_THAT(s_client("-tls1_3"),
              AllOf(HasSubstr("New, TLSv1.3"), HasSubstr("Verify return code: 0 (ok)")));
  EXPECT_THAT(s_client("-tls1_2"),
              AllOf(HasSubstr("alert protocol version"), HasSubstr("Cipher is (NONE)")));
}

TEST_F(WebClients, CannotUseOldTlsUnlessItIsConfigured) {
  start("");
  const std::string old = "-tls1_1 -cipher DEFAULT@SECLEVEL=0";
  EXPECT_THAT(s_client(old), HasSubstr("alert protocol version"));
  EXPECT_THAT(s_client("-tls1_2"), HasSubstr("New, TLSv1.2"));
}

TEST_F(WebClients, CannotResumeASessionNorRenegotiate) {
  start("");
  const std::string sessions = s_client("-tls1_2 -reconnect");
  EXPECT_THAT(sessions, AllOf(HasSubstr("New, TLSv1.2"), Not(HasSubstr("Reused, TLSv1.2"))));
}

}  // namespace
}  // namespace deepalive::testing
