#include <gtest/gtest.h>

#include <chrono>
#include <cstdio>
#include <string>

#include "tests/servers/posix/nginx.h"
#include "tests/servers/tls_identity.h"
#include "tests/unit/probes/http/looks.h"
#include "tests/unit/probes/http/probe_harness.h"

// Kept connections to a server that ends them by its own rules.
namespace deepalive::agreement {
namespace {

using probes::Looks;
using probes::verdict_of;
using testing::Nginx;

class ReuseAtNginx : public ::testing::TestWithParam<bool> {
 protected:
  ReuseAtNginx() {
    folder_.write("ca.pem", authority_.certificate());
    const testing::TlsIdentity identity = authority_.issue({.names = {"127.0.0.1"}});
    folder_.write("site.pem", identity.certificate);
    folder_.write("site.key", identity.key);
  }

  // With these directives; on port 1 the server's own numbers.
  Nginx serve(const std::string& directives) const {
    const std::string tls =
        GetParam() ? " ssl; ssl_certificate site.pem; ssl_certificate_key site.key" : "";
    return Nginx(folder_, 2, [&](const Nginx::Ports& ports) {
      return "server { listen 127.0.0.1:" + std::to_string(ports[0]) + tls + "; " + directives +
             " location / { return 200 'the shop is open'; } }\n"
             "server { listen 127.0.0.1:" +
             std::to_string(ports[1]) + "; location / { stub_status; } }\n";
    });
  }

  HttpTarget target_at(const Nginx& nginx) const {
    HttpTarget target =
        probes::target_of((GetParam() ? "https" : "http") + std::string("://127.0.0.1:") +
                          std::to_string(nginx.port()) + "/");
    target.tls.ca_file = (folder_.path() / "ca.pem").string();
    target.expect.body_matches = "open";
    target.reuse_connection = true;
    return target;
  }

  struct Numbers {
    int open = 0;      // connections, without that which asks
    int accepted = 0;  // so far, without those that asked
  };
  Numbers numbers_of(const Nginx& nginx) {
    const Observation seen = probes::probe_once(
        probes::target_of("http://127.0.0.1:" + std::to_string(nginx.port(1)) + "/"),
        Keep::everything);
    Numbers numbers;
    const std::string text = seen.http->response ? seen.http->response->body : seen.detail;
    EXPECT_EQ(std::sscanf(text.c_str(), "Active connections: %d server accepts handled requests %d",
                          &numbers.open, &numbers.accepted),
              2)
        << text;
    ++asked_;
    return {numbers.open - 1, numbers.accepted - asked_};
  }

  testing::CertificateAuthority authority_;
  testing::TemporaryFolder folder_;
  int asked_ = 0;
};

INSTANTIATE_TEST_SUITE_P(Over, ReuseAtNginx, ::testing::Bool(),
                         [](const auto& instance) { return instance.param ? "Tls" : "Plain"; });

TEST_P(ReuseAtNginx, ManyLooksMakeOneConnection) {
  const Nginx nginx = serve("");
  Looks looks(target_at(nginx));
  const int before = numbers_of(nginx).accepted;
  for (int i = 0; i < 20; ++i) {
    const Observation seen = looks.once();
    EXPECT_EQ(verdict_of(seen), "pass ok") << seen.detail;
    EXPECT_EQ(seen.http->reused, i > 0);
    EXPECT_EQ(seen.http->certificate_not_after.has_value(), GetParam());
  }
  EXPECT_EQ(numbers_of(nginx).accepted - before, 1);
}

TEST_P(ReuseAtNginx, EndsWhereTheServerSaysSo) {
  const Nginx nginx = serve("keepalive_requests 3;");
  Looks looks(target_at(nginx));
  const int before = numbers_of(nginx).accepted;
  for (int i = 0; i < 12; ++i) {
    const Observation seen = looks.once();
    EXPECT_EQ(verdict_of(seen), "pass ok") << seen.detail;
    EXPECT_EQ(seen.http->reused, i % 3 != 0) << i;
  }
  EXPECT_EQ(numbers_of(nginx).accepted - before, 4);
}

TEST_P(ReuseAtNginx, AConnectionThatItClosesMeanwhileIsNoFail) {
  const Nginx nginx = serve("keepalive_timeout 100ms;");
  Looks looks(target_at(nginx));
  const int before = numbers_of(nginx).accepted;
  for (int i = 0; i < 3; ++i) {
    const Observation seen = looks.once();
    EXPECT_EQ(verdict_of(seen), "pass ok") << seen.detail;
    EXPECT_FALSE(seen.http->reused);
    const auto end = std::chrono::steady_clock::now() + probes::kAmple;
    while (numbers_of(nginx).open > 0 && std::chrono::steady_clock::now() < end) {
    }
  }
  EXPECT_EQ(numbers_of(nginx).accepted - before, 3);
}

}  // namespace
}  // namespace deepalive::agreement
