#include "service/commands/probe_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>

namespace deepalive::service {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

const WallTime kTime = WallTime(std::chrono::seconds(1'700'000'000));

struct Looked {
  std::string role = "shop";
  CheckSpec check;
  Observation seen{.outcome = Outcome::pass, .reason = Reason::ok, .duration = 12345us};

  Looked() {
    check.name = "front";
    HttpTarget target;
    target.url = "https://shop.example.com/health";
    target.expect.body_matches = "all well";
    target.expect.json = {{"/db", "up"}};
    target.tls.expiry_degraded = 14 * 24h;
    check.target = target;
    seen.detail = "status 200";
    seen.time.wall = kTime;
    HttpEvidence http;
    http.status = 200;
    http.peer = "127.0.0.1:443";
    http.phases = {.connect = 1ms, .tls = 9ms, .processing = 2ms, .transfer = 345us};
    http.tls = std::make_shared<const TlsEvidence>(
        TlsEvidence{.protocol = "TLSv1.3",
                    .cipher = "TLS_AES_256_GCM_SHA384",
                    .chain = {{.subject = "CN=shop.example.com",
                               .issuer = "CN=Example CA",
                               .names = {"shop.example.com", "www.example.com"},
                               .not_before = kTime,
                               .not_after = kTime + 24h,
                               .sha256 = "abc"}},
                    .refused = ""});
    http.response = std::make_shared<const HttpResponseStart>(HttpResponseStart{
        .head = {"HTTP/1.1 200 OK", "Server: Microsoft-IIS/10.0"}, .body = "all well\nindeed"});
    seen.http = http;
  }

  std::string text() const { return ProbeReport{role, check, seen}.text(); }
  boost::json::object json() const {
    return boost::json::parse(ProbeReport{role, check, seen}.json()).as_object();
  }
};

TEST(ProbeReport, ShowsPeopleAllThatWasSeen) {
  EXPECT_EQ(Looked().text(),
            "shop/front (http): pass after 12.35 ms\n"
            "status 200\n"
            "GET https://shop.example.com/health, connected to 127.0.0.1:443\n"
            "\n"
            "Expected\n"
            "  status 200-299\n"
            "  body_matches all well\n"
            "  json /db equals up\n"
            "  degraded within 14d of the certificate's end\n"
            "\n"
            "PHASE       TIME\n"
            "resolve     0.00 ms\n"
            "connect     1.00 ms\n"
            "tls         9.00 ms\n"
            "processing  2.00 ms\n"
            "transfer    0.34 ms\n"
            "all         12.35 ms\n"
            "\n"
            "TLS: TLSv1.3, TLS_AES_256_GCM_SHA384\n"
            "  CERTIFICATE          ISSUED BY      FROM        UNTIL       FOR\n"
            "  CN=shop.example.com  CN=Example CA  2023-11-14  2023-11-15  shop.example.com, "
            "www.example.com\n"
            "\n"
            "Response\n"
            "  HTTP/1.1 200 OK\n"
            "  Server: Microsoft-IIS/10.0\n"
            "\n"
            "  all well\n"
            "  indeed\n");
}

TEST(ProbeReport, SaysFirstWhatIsWrong) {
  Looked looked;
  looked.seen.outcome = Outcome::fail;
  looked.seen.reason = Reason::json_unexpected;
  looked.seen.detail = "/db is down (expected up)";
  EXPECT_THAT(looked.text(),
              ::testing::StartsWith("shop/front (http): fail, json_unexpected after 12.35 ms\n"
                                    "/db is down (expected up)\n"));
  looked.seen.outcome = Outcome::pass;
  looked.seen.reason = Reason::slow;
  looked.seen.degraded = true;
  EXPECT_THAT(looked.text(),
              ::testing::StartsWith("shop/front (http): pass, slow (degraded) after"));
}

TEST(ProbeReport, TellsProgramsTheSame) {
  const auto report = Looked().json();
  EXPECT_EQ(report.at("role").as_string(), "shop");
  EXPECT_EQ(report.at("check").as_string(), "front");
  EXPECT_EQ(report.at("kind").as_string(), "http");
  EXPECT_EQ(report.at("outcome").as_string(), "pass");
  EXPECT_EQ(report.at("time").as_string(), "2023-11-14T22:13:20.000Z");
  EXPECT_EQ(report.at("http").at("peer").as_string(), "127.0.0.1:443");
  EXPECT_FALSE(report.at("http").at("reused").as_bool());
  EXPECT_DOUBLE_EQ(report.at("http").at("phases_seconds").at("tls").as_double(), 0.009);
  const auto& tls = report.at("http").at("tls");
  EXPECT_TRUE(tls.at("refused").is_null());
  EXPECT_EQ(tls.at("chain").at(0).at("issuer").as_string(), "CN=Example CA");
  EXPECT_EQ(tls.at("chain").at(0).at("not_after").as_string(), "2023-11-15T22:13:20.000Z");
  EXPECT_EQ(report.at("response").at("head").at(1).as_string(), "Server: Microsoft-IIS/10.0");
  EXPECT_EQ(report.at("expected").at(1).as_string(), "body_matches all well");
}

TEST(ProbeReport, OfOtherKindsIsShort) {
  Looked looked;
  looked.check.target = TcpTarget{};
  looked.seen.http.reset();
  looked.seen.detail = "127.0.0.1:1433 took the connection";
  EXPECT_EQ(looked.text(),
            "shop/front (tcp): pass after 12.35 ms\n127.0.0.1:1433 took the connection\n");
  EXPECT_FALSE(looked.json().contains("http"));
}

}  // namespace
}  // namespace deepalive::service
