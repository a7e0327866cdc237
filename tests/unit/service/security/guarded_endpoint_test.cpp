#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>

#include "probes/http/base64.h"
#include "tests/unit/service/served_endpoint.h"

namespace deepalive::service {
namespace {

using namespace std::chrono_literals;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

HttpAccess access_by(WebPolicy policy, std::vector<std::string> allowed_hosts = {}) {
  const auto kept = std::make_shared<const WebPolicy>(std::move(policy));
  return {.policy = [kept] { return kept; }, .allowed_hosts = std::move(allowed_hosts)};
}

// Of ann, "secret".
const config::WebUsers kUsers{
    {"ann", "$2y$04$ZS8kUK2SGSgHQo1Ld3r9pu4KF2iiHny4TuLKEGPUWGcXY.kAsJqdi"}};

WebPolicy with_users() {
  WebPolicy policy;
  policy.users = kUsers;
  return policy;
}

WebPolicy with_rate(config::RateLimit limit) {
  WebPolicy policy;
  policy.rate_limit = limit;
  return policy;
}

WebPolicy with_headers(std::vector<std::pair<std::string, std::string>> headers) {
  WebPolicy policy;
  policy.headers = std::move(headers);
  return policy;
}

std::string login(const std::string& user_and_password) {
  return "Authorization: Basic " + probes::to_base64(user_and_password) + "\r\n";
}

TEST(GuardedEndpoint, AnswersByItsOwnNamesOnly) {
  ServedEndpoint endpoint;
  const auto asked_by = [&](const std::string& host) {
    return endpoint.exchange("GET / HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");
  };
  EXPECT_THAT(asked_by("127.0.0.1:9847"), StartsWith("HTTP/1.1 200"));
  EXPECT_THAT(asked_by("rebound.example"),
              AllOf(StartsWith("HTTP/1.1 421"), HasSubstr("agent.allowed_hosts"),
                    Not(HasSubstr("you asked for"))));
  EXPECT_THAT(endpoint.exchange("GET http://rebound.example/ HTTP/1.1\r\nHost: localhost\r\n"
                                "Connection: close\r\n\r\n"),
              StartsWith("HTTP/1.1 421"));
  EXPECT_THAT(endpoint.exchange("GET / HTTP/1.1\r\n\r\n"), StartsWith("HTTP/1.1 400"));
  EXPECT_THAT(endpoint.exchange("GET / HTTP/1.0\r\n\r\n"), StartsWith("HTTP/1.0 200"));
}

TEST(GuardedEndpoint, AnswersByAllowedNamesToo) {
  ServedEndpoint endpoint({}, access_by({}, {"status.example"}));
  EXPECT_THAT(
      endpoint.exchange("GET / HTTP/1.1\r\nHost: status.example\r\nConnection: close\r\n\r\n"),
      StartsWith("HTTP/1.1 200"));
}

TEST(GuardedEndpoint, AsksForAPassword) {
  ServedEndpoint endpoint({}, access_by(with_users()));
  EXPECT_THAT(endpoint.get(),
              AllOf(StartsWith("HTTP/1.1 401"), HasSubstr("WWW-Authenticate: Basic realm="),
                    Not(HasSubstr("you asked for"))));
  EXPECT_THAT(endpoint.get(login("ann:wrong")), StartsWith("HTTP/1.1 401"));
  EXPECT_THAT(endpoint.get(login("eve:secret")), StartsWith("HTTP/1.1 401"));
  EXPECT_THAT(endpoint.get("Authorization: Basic nonsense\r\n"), StartsWith("HTTP/1.1 401"));
  EXPECT_THAT(endpoint.get("Authorization: Bearer secret\r\n"), StartsWith("HTTP/1.1 401"));
  EXPECT_THAT(endpoint.get(login("ann:secret")), StartsWith("HTTP/1.1 200"));
}

TEST(GuardedEndpoint, AsksForAPasswordBeforeItSaysWhatItDoesNotDo) {
  ServedEndpoint endpoint({}, access_by(with_users()));
  EXPECT_THAT(endpoint.exchange("POST / HTTP/1.1\r\nHost: localhost\r\n\r\n"),
              StartsWith("HTTP/1.1 401"));
}

TEST(GuardedEndpoint, AnswersNoMoreThanTheRateAllows) {
  ServedEndpoint endpoint({}, access_by(with_rate({1h, 2})));
  EXPECT_THAT(endpoint.get(), StartsWith("HTTP/1.1 200"));
  EXPECT_THAT(endpoint.get(), StartsWith("HTTP/1.1 200"));
  EXPECT_THAT(endpoint.get(), AllOf(StartsWith("HTTP/1.1 429"), HasSubstr("Retry-After: 3600")));
}

TEST(GuardedEndpoint, DoesOnlyGetAndHead) {
  ServedEndpoint endpoint;
  for (const std::string method : {"POST", "PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT", "XYZ"}) {
    EXPECT_THAT(endpoint.exchange(method + " / HTTP/1.1\r\nHost: localhost\r\nX: echo\r\n\r\n"),
                AllOf(StartsWith("HTTP/1.1 405"), HasSubstr("Allow: GET, HEAD\r\n"),
                      Not(HasSubstr("echo"))))
        << method;
  }
  EXPECT_THAT(endpoint.exchange("HEAD / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"),
              AllOf(StartsWith("HTTP/1.1 200"), HasSubstr("Content-Length: 15"),
                    Not(HasSubstr("you asked"))));
}

TEST(GuardedEndpoint, DoesNotTakeABodyForTheNextRequest) {
  ServedEndpoint endpoint;
  const std::string smuggled = "GET /smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n";
  for (const std::string head :
       {"GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 48\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\nTransfer-Encoding: "
        "chunked\r\n\r\n"}) {
    EXPECT_THAT(endpoint.exchange(head + smuggled),
                AllOf(StartsWith("HTTP/1.1 4"), Not(HasSubstr("smuggled"))));
  }
}

TEST(GuardedEndpoint, SendsSecurityHeadersWithEveryReply) {
  ServedEndpoint endpoint;
  for (const std::string& reply :
       {endpoint.get(), endpoint.exchange("garbage\r\n\r\n"),
        endpoint.exchange("POST / HTTP/1.1\r\nHost: localhost\r\n\r\n")}) {
    EXPECT_THAT(
        reply,
        AllOf(HasSubstr("X-Content-Type-Options: nosniff\r\n"),
              HasSubstr("X-Frame-Options: DENY\r\n"), HasSubstr("Referrer-Policy: no-referrer\r\n"),
              HasSubstr("Cross-Origin-Resource-Policy: same-origin\r\n"),
              HasSubstr("Content-Security-Policy: default-src 'none';"),
              HasSubstr("frame-ancestors 'none'"), HasSubstr("Cache-Control: no-store")));
    EXPECT_THAT(reply, Not(HasSubstr("Strict-Transport-Security")));
  }
}

TEST(GuardedEndpoint, SendsAReplysOwnHeadersInsteadAndConfiguredOnesBeforeAll) {
  ServedEndpoint endpoint(
      {},
      access_by(with_headers(
          {{"Strict-Transport-Security", "max-age=1"}, {"X-Frame-Options", "sameorigin"}})),
      [](const HttpRequest&) {
        return HttpReply{.body = "page",
                         .headers = {{"Content-Security-Policy", "script-src 'sha256-x'"},
                                     {"X-Frame-Options", "ALLOW"}}};
      });
  EXPECT_THAT(
      endpoint.get(),
      AllOf(HasSubstr("Content-Security-Policy: script-src 'sha256-x'\r\n"),
            Not(HasSubstr("default-src")), HasSubstr("X-Frame-Options: sameorigin\r\n"),
            Not(HasSubstr("ALLOW")), HasSubstr("Strict-Transport-Security: max-age=1\r\n")));
}

TEST(GuardedEndpoint, DoesNotListenUntilItsPolicyIsGood) {
  std::atomic<int> asked{0};
  const auto open = std::make_shared<const WebPolicy>();
  // Its constructor waits until it listens.
  ServedEndpoint endpoint({.retry = 5ms}, {.policy = [&] { return ++asked < 4 ? nullptr : open; }});
  EXPECT_GE(asked, 4);
  EXPECT_THAT(endpoint.get(), StartsWith("HTTP/1.1 200"));
}

}  // namespace
}  // namespace deepalive::service
