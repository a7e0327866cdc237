#include "probes/http/expectation.h"

#include <gtest/gtest.h>

#include <array>

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

ResponseHead with_fields(std::vector<std::pair<std::string, std::string>> fields) {
  return {.status = 200, .server = {}, .location = {}, .fields = std::move(fields)};
}

TEST(Expectation, AnyHeaderOfTheNameWillDoWhateverItsCase) {
  HttpExpectation wanted;
  wanted.headers = {{"Content-Type", "json"}};
  const Expectation expectation = prepared(wanted);
  EXPECT_TRUE(expectation.asks_for_fields());
  EXPECT_FALSE(expectation.judge_head(
      with_fields({{"content-type", "text/html"}, {"CONTENT-TYPE", "application/json"}})));
}

TEST(Expectation, AHeaderThatIsMissingOrOtherwiseIsNamedWithoutItsValue) {
  HttpExpectation wanted;
  wanted.headers = {{"Set-Cookie", "^farm="}};
  const Expectation expectation = prepared(wanted);
  const auto missing = expectation.judge_head(with_fields({{"Server", "farm=1"}}));
  ASSERT_EQ(reason_of(missing), Reason::header_unexpected);
  EXPECT_EQ(missing->detail, "header Set-Cookie is missing");
  const auto other = expectation.judge_head(with_fields({{"Set-Cookie", "secret"}}));
  ASSERT_EQ(reason_of(other), Reason::header_unexpected);
  EXPECT_EQ(other->detail, "header Set-Cookie (6B) does not match");
}

TEST(Expectation, JsonValuesAreComparedAsTheyAreWritten) {
  const std::string body =
      R"({"db": "up", "ok": true, "none": null, "n": 5, "f": 1.50, "list": [{"a/b": "c~d"}], "o": {"x": 1}})";
  const std::vector<std::pair<std::string, std::string>> right = {
      {"/db", "up"}, {"/ok", "true"},         {"/none", "null"},    {"/n", "5"},    {"/n", "5.0"},
      {"/f", "1.5"}, {"/list/0/a~1b", "c~d"}, {"/o", R"({"x":1})"}, {"/o/x", "1e0"}};
  for (const auto& [pointer, value] : right) {
    HttpExpectation wanted;
    wanted.json = {{pointer, value}};
    const Expectation expectation = prepared(wanted);
    EXPECT_TRUE(expectation.asks_for_body());
    const auto finding = expectation.judge_body(body);
    EXPECT_FALSE(finding) << pointer << ": " << finding->detail;
  }
  const std::vector<std::array<std::string, 3>> wrong = {
      {"/db", "down", "/db is up (expected down)"},
      {"/db", "\"up\"", "/db is up (expected \"up\")"},
      {"/ok", "1", "/ok is true (expected 1)"},
      {"/n", "6", "/n is 5 (expected 6)"},
      {"/no", "x", "/no is not in the body (expected x)"},
      {"/list/7", "x", "/list/7 is not in the body (expected x)"},
      {"/db/x", "x", "/db/x is not in the body (expected x)"}};
  for (const auto& [pointer, value, detail] : wrong) {
    HttpExpectation wanted;
    wanted.json = {{pointer, value}};
    const auto finding = prepared(wanted).judge_body(body);
    ASSERT_EQ(reason_of(finding), Reason::json_unexpected) << pointer;
    EXPECT_EQ(finding->detail, detail);
  }
}

TEST(Expectation, ABodyThatIsNoJsonIsNotWhatWasExpected) {
  HttpExpectation wanted;
  wanted.json = {{"/db", "up"}};
  const Expectation expectation = prepared(wanted);
  for (const std::string& body :
       {std::string(), std::string("<html>"), std::string("{\"db\":\"up\"} x"),
        std::string("{\"db\":\"up\""), std::string(5000, '['), std::string("\"\xff\"")}) {
    EXPECT_EQ(reason_of(expectation.judge_body(body)), Reason::json_unexpected)
        << body.substr(0, 40);
  }
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
