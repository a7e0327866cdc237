#include "probes/http/expectation.h"

#include <gtest/gtest.h>

namespace deepalive::probes {
namespace {

Expectation prepared(const HttpExpectation& wanted) {
  auto expectation = Expectation::prepare(wanted);
  EXPECT_TRUE(expectation) << expectation.error().where;
  return *std::move(expectation);
}

Expectation for_body(const std::string& matches, const std::string& not_matches = {}) {
  HttpExpectation wanted;
  wanted.body_matches = matches;
  wanted.body_not_matches = not_matches;
  return prepared(wanted);
}

Reason reason_of(const std::optional<Finding>& finding) {
  return finding ? finding->reason : Reason::ok;
}

TEST(Expectation, AcceptsTheEndsOfEachRangeAndNothingBesideThem) {
  HttpExpectation wanted;
  wanted.status = {{200, 204}, {301, 301}};
  const Expectation expectation = prepared(wanted);
  for (const unsigned good : {200U, 202U, 204U, 301U}) {
    EXPECT_FALSE(expectation.judge_head({.status = good, .server = {}, .location = {}})) << good;
  }
  for (const unsigned bad : {0U, 199U, 205U, 300U, 302U, 500U}) {
    EXPECT_EQ(reason_of(expectation.judge_head({.status = bad, .server = {}, .location = {}})),
              Reason::status_unexpected)
        << bad;
  }
}

TEST(Expectation, SaysWhatCameAndWhatWasExpected) {
  HttpExpectation wanted;
  wanted.status = {{200, 299}, {304, 304}};
  const auto finding =
      prepared(wanted).judge_head({.status = 500, .server = "Microsoft-IIS/10.0", .location = {}});
  ASSERT_TRUE(finding);
  EXPECT_EQ(finding->detail, "status 500 (expected 200-299, 304), Server: Microsoft-IIS/10.0");
}

TEST(Expectation, TellsThatHttpSysItselfAnswered) {
  const Expectation expectation = prepared({});
  const auto kernel =
      expectation.judge_head({.status = 503, .server = "Microsoft-HTTPAPI/2.0", .location = {}});
  ASSERT_TRUE(kernel);
  EXPECT_NE(kernel->detail.find("HTTP.sys itself answered"), std::string::npos) << kernel->detail;
  const auto worker =
      expectation.judge_head({.status = 503, .server = "Microsoft-IIS/10.0", .location = {}});
  ASSERT_TRUE(worker);
  EXPECT_EQ(worker->detail.find("HTTP.sys"), std::string::npos) << worker->detail;
}

TEST(Expectation, KeepsTokensInALocationOutOfTheDetail) {
  const auto finding = prepared({}).judge_head(
      {.status = 302, .server = {}, .location = "https://login.example.com/in?token=secret"});
  ASSERT_TRUE(finding);
  EXPECT_NE(finding->detail.find("Location: https://login.example.com/in"), std::string::npos);
  EXPECT_EQ(finding->detail.find("secret"), std::string::npos) << finding->detail;
}

TEST(Expectation, CleansWhatThePeerSent) {
  const auto finding = prepared({}).judge_head(
      {.status = 500, .server = "evil\r\nDEAD \x1b[31m" + std::string(500, 'x'), .location = {}});
  ASSERT_TRUE(finding);
  EXPECT_EQ(finding->detail.find_first_of("\r\n\x1b"), std::string::npos);
  EXPECT_LT(finding->detail.size(), 200U);
}

TEST(Expectation, SearchesThePatternAnywhereInTheBody) {
  const Expectation expectation = for_body(R"("status"\s*:\s*"ok")");
  EXPECT_TRUE(expectation.asks_for_body());
  EXPECT_EQ(reason_of(expectation.judge_body(R"({"status" : "ok"})")), Reason::ok);
  EXPECT_EQ(reason_of(expectation.judge_body(R"({"status":"bad"})")), Reason::body_not_matched);
  EXPECT_EQ(reason_of(expectation.judge_body("")), Reason::body_not_matched);
}

TEST(Expectation, LetsDotAndAnchorsCrossLinesAsDocumented) {
  EXPECT_EQ(reason_of(for_body("a.*b").judge_body("a\nb")), Reason::ok);
  EXPECT_EQ(reason_of(for_body("^ready$").judge_body("state:\nready\n")), Reason::ok);
}

TEST(Expectation, AForbiddenWordOutweighsARequiredOne) {
  const Expectation expectation = for_body("ok", "maintenance");
  EXPECT_EQ(reason_of(expectation.judge_body("ok")), Reason::ok);
  EXPECT_EQ(reason_of(expectation.judge_body("ok, in maintenance")), Reason::body_forbidden);
  EXPECT_EQ(reason_of(expectation.judge_body("maintenance")), Reason::body_forbidden);
}

TEST(Expectation, WithoutPatternsDoesNotAskForTheBody) {
  const Expectation expectation = prepared({});
  EXPECT_FALSE(expectation.asks_for_body());
  EXPECT_FALSE(expectation.judge_body("anything"));
}

TEST(Expectation, GivesUpAPatternThatBacktracksWithoutEndAndSaysNothingAboutThePeer) {
  const std::string body(std::size_t{64} * 1024, 'a');
  const Expectation hard[] = {for_body("(a+)+$b"), for_body("", "(a|aa)+b"),
                              for_body("(.*)(.*)(.*)(.*)(.*)x")};
  for (const Expectation& expectation : hard) {
    const auto finding = expectation.judge_body(body);
    ASSERT_TRUE(finding);
    EXPECT_EQ(finding->reason, Reason::pattern_too_complex) << finding->detail;
    EXPECT_EQ(finding->outcome, Outcome::indeterminate);
  }
}

TEST(Expectation, RefusesAnInvalidPatternAndNamesItsKey) {
  HttpExpectation wanted;
  wanted.body_not_matches = "(open";
  const auto expectation = Expectation::prepare(wanted);
  ASSERT_FALSE(expectation);
  EXPECT_NE(expectation.error().where.find("expect.body_not_matches"), std::string::npos)
      << expectation.error().where;
}

}  // namespace
}  // namespace deepalive::probes
