#include "tests/windows/cluster_script/generated_script.h"

namespace deepalive::cluster::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// The agent's last answer holds for 30 s; the policy after it is "dead" unless a test says so.
class Hold : public AGeneratedScript {
 protected:
  Hold() { settings_.on_unreachable = OnUnreachable::dead; }
};

INSTANTIATE_TEST_SUITE_P(InEachLanguage, Hold, kLanguages, language_name);

TEST_P(Hold, KeepsTheLastAnswerAndThenThePolicyCounts) {
  set_clock({0, 10, 29, 31});
  const Seen seen = run(L"IsAlive", {0, 69, 69, 69}, 4);
  EXPECT_THAT(seen.answers, ElementsAre(kTrue, kTrue, kTrue, kFalse));
  EXPECT_THAT(seen.log, ElementsAre(HasSubstr("holds for 30 s"), HasSubstr("dead by policy")));
}

TEST_P(Hold, StartsAnewWithEachAnswer) {
  set_clock({0, 29, 58, 70});
  EXPECT_THAT(run(L"IsAlive", {0, 0, 69, 69}, 4).answers, ElementsAre(kTrue, kTrue, kTrue, kFalse));
}

TEST_P(Hold, KeepsADeadAnswerToo) {
  settings_.on_unreachable = OnUnreachable::alive;
  set_clock({0, 10, 40});
  EXPECT_THAT(run(L"IsAlive", {2, 69, 69}, 3).answers, ElementsAre(kFalse, kFalse, kTrue));
}

TEST_P(Hold, DoesNotMakeADeathOfASuspicion) {
  set_clock({0, 1, 2, 3, 4});
  // LooksAlive false, IsAlive true; then both without the agent.
  EXPECT_THAT(run(L"LooksAlive,IsAlive", {2, 0, 69, 69}, 2).answers,
              ElementsAre(kFalse, kTrue, kTrue, kTrue));
}

TEST_P(Hold, DoesNotMakeADeathOfASuspicionThatIsAliveNeverConfirmed) {
  set_clock({0, 1, 2});
  EXPECT_THAT(run(L"LooksAlive,IsAlive", {2, 69}).answers, ElementsAre(kFalse, kTrue));
}

TEST_P(Hold, HasNothingToHoldBeforeTheFirstAnswer) {
  set_clock({0, 1, 2});
  EXPECT_THAT(run(L"IsAlive", {69}).answers, ElementsAre(kFalse));
}

TEST_P(Hold, BeginsWhenTheAgentHasBroughtTheRoleOnline) {
  set_clock({0, 10, 31});
  EXPECT_THAT(run(L"Online,IsAlive,IsAlive", {0, 69, 69}).answers,
              ElementsAre(kTrue, kTrue, kFalse));
}

TEST_P(Hold, StartsAnewWhenTheClockIsSetBack) {
  set_clock({7200, 3600, 3629, 3631});
  EXPECT_THAT(run(L"IsAlive", {0, 69, 69, 69}, 4).answers,
              ElementsAre(kTrue, kTrue, kTrue, kFalse));
}

TEST_P(Hold, EndsWithoutAnErrorWhenTheClockJumpsACentury) {
  set_clock({0, 2000000000});
  EXPECT_THAT(run(L"IsAlive", {0, 69}, 2).answers, ElementsAre(kTrue, kFalse));
}

}  // namespace
}  // namespace deepalive::cluster::test
