#include "service/balancers/agent_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/service/a_role.h"

namespace deepalive::service {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class AgentCheckAnswers : public ::testing::Test {
 protected:
  std::string ask(std::string_view line) { return agent_check(node_, line, role_.now).line; }

  NodeHealth node_;
  testing::ARole role_{node_};
};

TEST_F(AgentCheckAnswers, GiveTheFullWeightToWhatIsHealthy) {
  role_.passes();
  EXPECT_EQ(ask("shop"), "up 100%\n");
}

TEST_F(AgentCheckAnswers, TakeDownWhatIsDeadAndSayWhy) {
  role_.passes();
  role_.goes_down();
  EXPECT_EQ(ask("shop"), "down #unhealthy: front: status 500 \"<oops>\"\n");
}

TEST_F(AgentCheckAnswers, GiveHalfTheWeightToWhatIsDegraded) {
  role_.is_slow();
  EXPECT_THAT(ask("shop"), StartsWith("up 50% #degraded: front"));
  EXPECT_EQ(ask("shop?degraded=pass"), "up 100%\n");
  EXPECT_THAT(ask("shop?degraded=fail"), StartsWith("down #degraded: "));
}

TEST_F(AgentCheckAnswers, DrainInMaintenanceEvenWhatIsDeadUnlessToldOtherwise) {
  role_.goes_down();
  role_.is_worked_on();
  EXPECT_THAT(ask("shop"), StartsWith("up 0% #maintenance: "));
  EXPECT_EQ(ask("shop?maintenance=pass"), "up 100%\n");
}

TEST_F(AgentCheckAnswers, SayStoppedOnStandby) {
  role_.passes();
  role_.stands_by();
  EXPECT_THAT(ask("shop"), StartsWith("stopped #standby: "));
}

TEST_F(AgentCheckAnswers, ActOnASuspicionWhenAskedTo) {
  role_.passes();
  role_.fails();
  EXPECT_EQ(ask("shop"), "up 100%\n");
  EXPECT_THAT(ask("shop?level=looksalive"), StartsWith("down #healthy: "));
}

TEST_F(AgentCheckAnswers, AreOneLineOfAsciiWhateverTheDetailHolds) {
  role_.passes();
  for (int i = 0; i < 3; ++i) {
    role_.observe(Outcome::fail, Reason::status_unexpected,
                  "a\nb\r\tc\xc3\xbc#" + std::string(500, 'x'));
  }
  const std::string line = ask("shop");
  EXPECT_THAT(line, StartsWith("down #unhealthy: front: a?b??c??#xxx"));
  EXPECT_LT(line.size(), 140u);
  EXPECT_EQ(line.find('\n'), line.size() - 1);
}

TEST_F(AgentCheckAnswers, AreOfTheOnlyRoleWhenNoneIsNamed) {
  role_.passes();
  EXPECT_EQ(ask(""), "up 100%\n");
  EXPECT_EQ(ask("?maintenance=pass"), "up 100%\n");
  const testing::ARole other(node_, "blog");
  EXPECT_EQ(ask(""), "role-not-named\n");
}

TEST_F(AgentCheckAnswers, ChangeNothingForAQuestionThatIsNotUnderstood) {
  role_.goes_down();
  for (const char* line : {"shoe", "SHOP", "shop ", "shop?degarded=fail", "shop?level=deep",
                           "GET / HTTP/1.0", "\x01\xff"}) {
    const auto answer = agent_check(node_, line, role_.now);
    // A word that HAProxy does not know; none of those that it acts upon.
    EXPECT_THAT(answer.line, ::testing::AnyOf("role-unknown\n", "parameter-unknown\n")) << line;
    EXPECT_THAT(answer.problem, Not(HasSubstr("\x01")));
    EXPECT_FALSE(answer.problem.empty());
  }
}

TEST_F(AgentCheckAnswers, TellOfEachProblemOnceAndOfNotTooMany) {
  std::vector<std::string> told;
  AgentCheck check(
      node_, [this] { return role_.now; },
      [&told](const std::string& problem) { told.push_back(problem); });
  EXPECT_EQ(check("shoe"), "role-unknown\n");
  EXPECT_EQ(check("shoe"), "role-unknown\n");
  EXPECT_THAT(check("shop"), StartsWith("up 100%"));
  EXPECT_THAT(told, ElementsAre("no role 'shoe' here"));
  for (int i = 0; i < 1000; ++i) check("shoe" + std::to_string(i));
  EXPECT_LT(told.size(), 100u);
}

}  // namespace
}  // namespace deepalive::service
