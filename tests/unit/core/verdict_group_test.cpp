#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "core/verdict.h"
#include "tests/unit/core/hand_driven_role.h"

// Rule 6: groups of checks of which some may be down.
namespace deepalive {
namespace {

using testing::check_of_level;
using testing::HandDrivenRole;
using testing::in_words;
using namespace std::chrono_literals;

// Four apps a, b, c, d, a shared database e that d depends on, and a service f; past grace, all
// passing.
class Apps : public HandDrivenRole {
 public:
  explicit Apps(std::size_t required, int group_level = 4, int role_level = 4)
      : HandDrivenRole(checks(), {.failure_condition_level = role_level,
                                  .groups = {{"apps", {0, 1, 2, 3}, required, group_level}}}) {
    advance(30s);
    for (const char* check : {"a", "b", "c", "d", "e", "f"}) see(check, "P");
  }

 private:
  static std::vector<CheckSpec> checks() {
    std::vector<CheckSpec> checks;
    for (const char* name : {"a", "b", "c", "d", "e"}) checks.push_back(check_of_level(name, 4));
    checks[3].depends_on = {4};
    checks[4].scope = CheckScope::shared;
    checks.push_back(check_of_level("f", 1));
    return checks;
  }
};

struct Row {
  std::string_view sentence;
  std::size_t required;
  std::string_view down;     // these see FFF
  std::string_view failing;  // these see F
  std::string_view verdict;
  std::string_view answers;
  std::string_view cause;
};

TEST(Group, CountsAsItsRequireSays) {
  const std::vector<Row> rows = {
      {"all required, one down", 4, "b", "", "unhealthy", "dead", "b"},
      {"all required, one failing", 4, "", "b", "healthy", "suspect", "b"},
      {"any required, three down", 1, "abc", "", "degraded", "alive", "a"},
      {"any required, four down", 1, "abcd", "", "unhealthy", "dead", "a"},
      {"any required, three down and the last failing", 1, "abc", "d", "degraded", "suspect", "a"},
      {"half required, half down", 2, "ac", "", "degraded", "alive", "a"},
      {"half required, half down and one failing", 2, "ac", "b", "degraded", "suspect", "a"},
      {"half required, more than half down", 2, "bcd", "", "unhealthy", "dead", "b"},
      {"a member on its way down that the group can spare", 2, "", "a", "healthy", "alive", ""},
      {"what all nodes share excuses its dependent", 4, "ed", "", "degraded", "alive", "e"},
      {"and does not make up for the others", 4, "eda", "", "unhealthy", "dead", "a"},
      {"an excused member is none that a failover could help", 3, "eda", "", "degraded", "alive",
       "a"},
      {"a check outside is not touched by it", 1, "f", "", "unhealthy", "dead", "f"},
  };
  for (const Row& row : rows) {
    Apps role(row.required);
    for (const char check : row.down) role.see({&check, 1}, "FFF");
    for (const char check : row.failing) role.see({&check, 1}, "F");
    const Judgement judgement = role.judgement();
    EXPECT_EQ(to_name(judgement.verdict), row.verdict) << row.sentence << ": " << judgement.detail;
    EXPECT_EQ(in_words(judgement.answers), row.answers) << row.sentence << ": " << judgement.detail;
    if (!row.cause.empty()) {
      EXPECT_EQ(judgement.check, row.cause) << row.sentence << ": " << judgement.detail;
    }
  }
}

TEST(Group, SaysHowManyAreLeftAndHowManyItRequires) {
  Apps role(3);
  role.see("b", "FFF");
  role.see("d", "FFF");
  EXPECT_EQ(role.judgement().detail,
            "b: status_unexpected; group apps has 2 of 4 left and requires 3");
}

TEST(Group, CountsAtItsOwnLevelWhateverItsMembersAre) {
  Apps deep(4, 5);
  deep.see("a", "FFF");
  EXPECT_EQ(deep.judgement().verdict, Verdict::degraded) << "5 is over the role's 4";
  EXPECT_TRUE(deep.judgement().answers.looks_alive);
  Apps shallow(4, 1, 1);
  shallow.see("a", "FFF");
  EXPECT_EQ(shallow.judgement().verdict, Verdict::unhealthy) << "its members would not count";
}

TEST(Group, AtLevelFiveSlowMembersAreMissing) {
  Apps role(4, 4, 5);
  role.see("c", "SSS");
  EXPECT_EQ(role.judgement().verdict, Verdict::unhealthy);
  EXPECT_EQ(role.judgement().reason, Reason::slow);
}

TEST(Group, AMemberThatNobodyCanLookAtIsNotMissing) {
  Apps role(3);
  role.see("a", "FFF");
  role.advance(20s);
  for (const char* check : {"a", "c", "d", "e", "f"}) role.see(check, check[0] == 'a' ? "F" : "P");
  role.advance(10s);  // b is stale now
  const Judgement judgement = role.judgement();
  EXPECT_EQ(judgement.verdict, Verdict::degraded) << judgement.detail;
  EXPECT_TRUE(judgement.answers.looks_alive);
}

}  // namespace
}  // namespace deepalive
