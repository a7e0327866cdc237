#include "probes/http/redirect.h"

#include <gtest/gtest.h>

#include <array>

#include "tests/servers/fault_server.h"
#include "tests/unit/probes/http/probe_harness.h"

namespace deepalive::probes {
namespace {

using namespace std::chrono_literals;
using testing::answers;
using testing::FaultServer;

TEST(Location, IsResolvedAgainstTheUrl) {
  // Base, Location, where that leads: RFC 3986, section 5.4, as far as HTTP has it.
  const std::vector<std::array<std::string, 3>> table = {
      {"http://a/b/c/d?q", "g", "http://a/b/c/g"},
      {"http://a/b/c/d?q", "./g", "http://a/b/c/g"},
      {"http://a/b/c/d?q", "g/", "http://a/b/c/g/"},
      {"http://a/b/c/d?q", "/g", "http://a/g"},
      {"http://a/b/c/d?q", "//g", "http://g"},
      {"http://a/b/c/d?q", "?y", "http://a/b/c/d?y"},
      {"http://a/b/c/d?q", "g?y", "http://a/b/c/g?y"},
      {"http://a/b/c/d?q", "g#s", "http://a/b/c/g"},
      {"http://a/b/c/d?q", "", "http://a/b/c/d?q"},
      {"http://a/b/c/d?q", ".", "http://a/b/c/"},
      {"http://a/b/c/d?q", "..", "http://a/b/"},
      {"http://a/b/c/d?q", "../g", "http://a/b/g"},
      {"http://a/b/c/d?q", "../../../g", "http://a/g"},
      {"http://a/b/c/d?q", "/./g/../h", "http://a/h"},
      {"http://a/b/c/d?q", "g?y/../x", "http://a/b/c/g?y/../x"},
      {"http://a", "g", "http://a/g"},
      {"https://a:8443/x", "/g", "https://a:8443/g"},
      {"https://[::1]:8443/x", "/g", "https://[::1]:8443/g"},
      {"http://a/x", "https://b/y", "https://b/y"},
      {"http://a/x", "g:h", ""},
      {"http://a/x", "ftp://b/", ""},
      {"http://a/x", "http://user:secret@b/", ""},
      {"http://a/x", "http://", ""},
      {"http://a/x", "/a b", ""},
      {"http://a/x", "/a\x01", ""}};
  for (const auto& [base, location, expected] : table) {
    const auto url = resolve_location(base, location);
    EXPECT_EQ(url ? *url : "", expected) << base << " and " << location;
  }
}

HttpTarget secretive() {
  HttpTarget target = target_of("https://shop.example.com/a");
  target.connect_to = "127.0.0.1:8443";
  target.headers = {{"Host", "other"}, {"cookie", "c"}, {"X-Probe", "x"}};
  target.auth = {HttpAuth::Scheme::bearer, "", "token"};
  target.tls.client_certificate = {"c", "k"};
  target.follow_redirects = 3;
  return target;
}

TEST(Redirected, OnTheSameHostKeepsWhatItHas) {
  const HttpTarget target = redirected(secretive(), 302, "https://SHOP.example.com/b");
  EXPECT_EQ(target.url, "https://SHOP.example.com/b");
  EXPECT_EQ(target.connect_to, "127.0.0.1:8443");
  EXPECT_EQ(target.headers.size(), 3U);
  EXPECT_EQ(target.auth.secret, "token");
}

TEST(Redirected, ToAnotherPortOfTheHostStaysOnTheNode) {
  EXPECT_EQ(redirected(secretive(), 302, "https://shop.example.com:444/b").connect_to, "127.0.0.1");
  HttpTarget six = secretive();
  six.connect_to = "[::1]:8443";
  EXPECT_EQ(redirected(six, 302, "https://shop.example.com:444/b").connect_to, "[::1]");
}

TEST(Redirected, ToAnotherHostTakesNoSecretsAlong) {
  const HttpTarget target = redirected(secretive(), 302, "https://evil.example.com/b");
  EXPECT_EQ(target.connect_to, "");
  EXPECT_EQ(target.auth.scheme, HttpAuth::Scheme::none);
  EXPECT_EQ(target.tls.client_certificate, ClientCertificate());
  const std::vector<std::pair<std::string, std::string>> left = {{"X-Probe", "x"}};
  EXPECT_EQ(target.headers, left);
}

TEST(Redirected, FromTlsToPlainTakesNoCredentialsAlong) {
  const HttpTarget target = redirected(secretive(), 302, "http://shop.example.com/b");
  EXPECT_EQ(target.auth.scheme, HttpAuth::Scheme::none);
  EXPECT_EQ(target.headers.size(), 2U);
}

TEST(Redirected, APostBecomesAGetAsInBrowsers) {
  HttpTarget post = secretive();
  post.method = "POST";
  post.body = "b";
  for (const unsigned status : {301U, 302U, 303U}) {
    EXPECT_EQ(redirected(post, status, post.url).method, "GET") << status;
    EXPECT_EQ(redirected(post, status, post.url).body, "") << status;
  }
  for (const unsigned status : {307U, 308U}) {
    EXPECT_EQ(redirected(post, status, post.url).method, "POST") << status;
  }
  post.method = "HEAD";
  EXPECT_EQ(redirected(post, 303, post.url).method, "HEAD");
}

TEST(Redirected, KeepsNoConnectionToAnotherPlace) {
  HttpTarget target = target_of("https://shop.example.com/a");
  target.reuse_connection = true;
  const auto reuses = [&target](const char* url) {
    return redirected(target, 302, url).reuse_connection;
  };
  EXPECT_TRUE(reuses("https://SHOP.example.com:443/b"));
  EXPECT_FALSE(reuses("https://shop.example.com:8443/b"));
  EXPECT_FALSE(reuses("http://shop.example.com:443/b"));
  EXPECT_FALSE(reuses("https://www.example.com/b"));
}

TEST(HttpProbeRedirect, FollowsToTheLastAnswerAndJudgesThat) {
  const FaultServer last(answers(200, "ready"));
  const FaultServer first(answers(302, "moved", "Location: " + last.url("/b") + "\r\n"));
  HttpTarget target = target_of(first.url("/a"));
  target.follow_redirects = 1;
  target.expect.body_matches = "ready";
  const Observation seen = probe_once(target);
  EXPECT_EQ(verdict_of(seen), "pass ok") << seen.detail;
  EXPECT_EQ(seen.detail, "status 200, redirects: 1");
  ASSERT_TRUE(seen.http);
  EXPECT_EQ(seen.http->redirects, 1U);
  ASSERT_EQ(last.requests().size(), 1U);
  EXPECT_TRUE(last.requests()[0].head.starts_with("GET /b HTTP/1.1\r\n"));
  const HttpPhases& phases = seen.http->phases;
  EXPECT_EQ(phases.resolve + phases.connect + phases.tls + phases.processing + phases.transfer,
            seen.duration)
      << "of both requests";
}

TEST(HttpProbeRedirect, GoesRoundInCirclesOnlyToItsLimit) {
  const FaultServer server(answers(302, "", "Location: /\r\n"));
  HttpTarget target = target_of(server.url());
  target.follow_redirects = 4;
  const Observation seen = probe_once(target);
  EXPECT_EQ(verdict_of(seen), "fail redirect_refused");
  EXPECT_EQ(server.connections(), 5U);
}

TEST(HttpProbeRedirect, WithoutAPlaceToGoToIsAFail) {
  for (const std::string location : {"", "Location: ftp://a/\r\n"}) {
    const FaultServer server(answers(301, "", location));
    HttpTarget target = target_of(server.url("/x?y"));
    target.follow_redirects = 2;
    const Observation seen = probe_once(target);
    EXPECT_EQ(verdict_of(seen), "fail redirect_refused") << seen.detail;
  }
}

TEST(HttpProbeRedirect, SharesOneDeadline) {
  const FaultServer silent({.steps = {testing::step::Hold{}}});
  const FaultServer first(answers(302, "", "Location: " + silent.url() + "\r\n"));
  HttpTarget target = target_of(first.url());
  target.follow_redirects = 1;
  probe_until_deadline(target, "fail response_timeout");
}

}  // namespace
}  // namespace deepalive::probes
