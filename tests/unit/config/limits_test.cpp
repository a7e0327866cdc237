#include "config/limits.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "tests/unit/config/loading.h"

namespace deepalive::config {
namespace {

std::string many(int count, const std::string& before, const std::string& after) {
  std::string text;
  for (int i = 0; i < count; ++i) text += before + std::to_string(i) + after;
  return text;
}

std::string roles(int count) {
  return "roles:\n" + many(count, "  r", ": {services: [], sites: [A]}\n");
}

std::string checks(int count) {
  return "roles:\n  a:\n    services: []\n    checks:\n" +
         many(count, "    - {name: c", ", http: {url: 'http://a/'}}\n");
}

TEST(Limit, OfTheFileIsOneMebibyte) {
  const std::string text = "roles: {a: {sites: [A]}}\n#";
  EXPECT_EQ(problems_of(text + std::string(kMaxFile - text.size(), 'x')), "");
  EXPECT_EQ(problems_of(text + std::string(kMaxFile - text.size() + 1, 'x')),
            " error: is larger than 1024 KiB, the limit\n");
}

TEST(Limit, OfRolesIsAThousand) {
  EXPECT_EQ(problems_of(roles(1000)), "");
  EXPECT_EQ(problems_of(roles(1001)), "2:3: error: roles: has 1001 roles, the limit is 1000\n");
}

TEST(Limit, OfChecksIsFiveThousandInAllRolesTogether) {
  EXPECT_EQ(problems_of(checks(5000)), "");
  EXPECT_EQ(
      problems_of(checks(4999) + "  b: {services: [], sites: [A]}\n"),
      "5004:3: error: roles.b: with this role there are more than 5000 checks, the limit of a "
      "node; what follows was not read\n");
}

TEST(Limit, OfChecksWithThreadsOfTheirOwnIsTwoHundredInAllRolesTogether) {
  const auto with = [](int count) {
    return "roles:\n  a:\n    services: []\n    checks:\n" +
           many(count, "    - {name: c", ", command: {run: [check]}}\n") +
           "  b: {services: [], sites: [A], checks: [{name: c, content_path: {}}]}\n";
  };
  EXPECT_EQ(problems_of(with(199)), "");
  EXPECT_EQ(problems_of(with(200)),
            "205:3: error: roles.b: with this role there are more than 200 checks of the kinds "
            "command, request_queue, content_path and shared_config, the limit of a node\n");
}

TEST(Limit, OfNestingIsThirtyTwo) {
  const auto nested = [](int depth) {
    return "roles: {a: " + std::string(depth - 2, '[') + std::string(depth - 2, ']') + "}";
  };
  EXPECT_EQ(problems_of(nested(32)),
            "1:12: error: roles.a: expected a mapping (key: value), got a list\n");
  EXPECT_EQ(problems_of(nested(33)),
            "1:42: error: more than 32 lists and mappings within each other\n");
  EXPECT_EQ(problems_of(std::string(100'000, '[')),
            "1:17: error: more than 32 lists and mappings within each other\n");
  std::string deep;
  for (int i = 0; i < 1000; ++i) deep += std::string(i, ' ') + "a:\n";
  EXPECT_EQ(problems_of(deep), "33:33: error: more than 32 lists and mappings within each other\n");
}

TEST(Limit, OfValuesStopsAnAliasBomb) {
  std::string bomb = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n";
  for (int i = 1; i < 9; ++i) {
    const std::string used = "*a" + std::to_string(i - 1);
    const std::string name = "a" + std::to_string(i);
    bomb += name + ": &" + name + " [";
    for (int k = 0; k < 10; ++k) bomb += (k > 0 ? "," : "") + used;
    bomb += "]\n";
  }
  EXPECT_EQ(
      problems_of(bomb),
      "6:10: error: more than 200000 values up to here, each use of an alias counted in full\n");
}

TEST(Limit, OfProblemsIsTwoHundredAndTheRestAreCounted) {
  const std::string problems = problems_of(many(1000, "x", ": 1\n"));
  EXPECT_EQ(std::ranges::count(problems, '\n'), 201);
  EXPECT_TRUE(problems.ends_with(
      "200:1: error: x199: unknown key\n error: 800 more problems are not listed\n"))
      << problems;
}

TEST(Limit, OfATextIsToldWithItsLength) {
  EXPECT_EQ(problems_of("roles: {a: {sites: ['" + std::string(1025, 'x') + "']}}"),
            "1:21: error: roles.a.sites[0]: is 1025 bytes long, the limit is 1024\n");
}

}  // namespace
}  // namespace deepalive::config
