#include "config/difference.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/unit/config/loading.h"

namespace deepalive::config {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr const char* kBefore = R"(
iis: {interval: 2s}
roles:
  blog: {sites: [Blog]}
  shop:
    sites: [Shop]
    grace: 30s
    checks:
      - name: front
        http:
          url: http://a.example.com/
          headers: {X-Probe: deepalive, Authorization: "Bearer ${file:token.txt}"}
      - {name: db, tcp: {address: "db:1433"}, scope: shared}
)";

std::string replaced(std::string text, const std::string& what, const std::string& by) {
  const auto at = text.find(what);
  EXPECT_NE(at, text.npos) << what;
  return text.replace(at, what.size(), by);
}

std::vector<std::string> texts(const std::string& before, const std::string& after,
                               const std::string& token_after = "old") {
  const Loaded old = load_text(before, {.variables = {}, .files = {{"token.txt", "old"}}});
  const Loaded next = load_text(after, {.variables = {}, .files = {{"token.txt", token_after}}});
  EXPECT_TRUE(old.spec) << format_problems(old.problems, "before");
  EXPECT_TRUE(next.spec) << format_problems(next.problems, "after");
  if (!old.spec || !next.spec) return {};
  std::vector<std::string> texts;
  for (const auto& difference : differences(old, next)) texts.push_back(difference.text);
  return texts;
}

std::vector<std::string> with(const std::string& what, const std::string& by) {
  return texts(kBefore, replaced(kBefore, what, by));
}

TEST(Differences, ThereAreNoneBetweenTwoThatSayTheSame) {
  EXPECT_THAT(texts(kBefore, kBefore), IsEmpty());
  EXPECT_THAT(with("grace: 30s", "grace: 30000ms # in other words"), IsEmpty());
  EXPECT_THAT(with("    grace: 30s\n", ""), IsEmpty()) << "the default";
}

TEST(Differences, RolesComeAndGo) {
  EXPECT_THAT(with("  blog: {sites: [Blog]}", "  news: {sites: [News]}"),
              ElementsAre("- role blog", "+ role news"));
}

TEST(Differences, ChecksComeAndGo) {
  EXPECT_THAT(with("{name: db, ", "{name: sql, "),
              ElementsAre("~ role shop: + check sql", "~ role shop: - check db"));
}

TEST(Differences, SayWhatItWasAndWhatItIs) {
  EXPECT_THAT(with("grace: 30s", "grace: 1m"), ElementsAre("~ role shop: grace: 30s -> 1m"));
  EXPECT_THAT(with("interval: 2s", "interval: 5s"),
              AllOf(Contains("~ iis.interval: 2s -> 5s"),
                    Contains("~ role shop: check site-Shop: interval: 2s -> 5s")));
  EXPECT_THAT(with("http://a.example.com/", "http://b.example.com/"),
              ElementsAre("~ role shop: check front: http.url: 'http://a.example.com/' -> "
                          "'http://b.example.com/'"));
  EXPECT_THAT(with("scope: shared", "fall: 9"),
              ElementsAre("~ role shop: check db: fall: 3 -> 9",
                          "~ role shop: check db: scope: shared -> node"));
  EXPECT_THAT(with("scope: shared", "scope: shared, depends_on: [front]"),
              ElementsAre("~ role shop: check db: depends_on: ['front']"));
}

TEST(Differences, ADefaultThatChangesIsToldWhereItTakesEffect) {
  const std::string after = std::string("defaults: {rise: 4}\n") + kBefore;
  EXPECT_THAT(texts(kBefore, after), Contains("~ role shop: check front: rise: 2 -> 4"));
}

TEST(Differences, ASecretHasAnotherValueAndIsNotShown) {
  const auto found = texts(kBefore, kBefore, "s3cret");
  EXPECT_THAT(found, ElementsAre("~ role shop: check front: http.headers.Authorization has another "
                                 "value"));
  const std::string basic = replaced(
      kBefore, "headers: {X-Probe: deepalive, Authorization: \"Bearer ${file:token.txt}\"}",
      "auth: {basic: {username: u, password: old}}");
  EXPECT_THAT(texts(basic, replaced(basic, "password: old", "password: s3cret")),
              ElementsAre("~ role shop: check front: http.auth.basic.password has another value"));
}

TEST(Differences, AnotherOrderOfTheSameIsTold) {
  const std::string two =
      "roles: {shop: {sites: [Shop], checks: [{name: a, tcp: {address: 'h:1'}}, "
      "{name: b, tcp: {address: 'h:2'}}]}}";
  const std::string other =
      "roles: {shop: {sites: [Shop], checks: [{name: b, tcp: {address: 'h:2'}}, "
      "{name: a, tcp: {address: 'h:1'}}]}}";
  EXPECT_THAT(texts(two, other), ElementsAre("~ role shop: the order of what it lists"));
}

TEST(Differences, LongValuesAreCut) {
  const auto found = with("http://a.example.com/", "http://a.example.com/" + std::string(500, 'x'));
  ASSERT_EQ(found.size(), 1u);
  EXPECT_LT(found[0].size(), 300u);
}

TEST(Differences, LongValuesThatDifferAtTheirEndAreTold) {
  const std::string path = "http://a.example.com/" + std::string(500, 'x');
  const std::string before = replaced(kBefore, "http://a.example.com/", path);
  EXPECT_EQ(texts(before, replaced(before, path, path + "y")).size(), 1u);
}

}  // namespace
}  // namespace deepalive::config
