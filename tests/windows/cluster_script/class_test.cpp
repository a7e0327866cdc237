#include "tests/windows/cluster/fake_agent.h"
#include "tests/windows/cluster_script/generated_script.h"

namespace deepalive::cluster::test {
namespace {

using deepalive::testing::FakeAgent;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::string answer(const std::string& first, const std::string& verdict) {
  return first + " verdict=" + verdict +
         " role=shop age_ms=1 generation=1 reason=status_unexpected detail=\"status 500\"\n";
}

// The class DeepAlive.Cluster is there; the program that stands in for deepalive_ask.exe would say
// "dead".
class ByTheClass : public AGeneratedScript {
 protected:
  ByTheClass() {
    register_class();
    settings_.ask_timeout = std::chrono::seconds(5);  // of a machine that runs other tests beside
  }
  static constexpr int kProgramSaysDead = 2;
};

INSTANTIATE_TEST_SUITE_P(InEachLanguage, ByTheClass, kLanguages, language_name);

TEST_P(ByTheClass, AsksTheAgentOnOneConnectionAndRunsNoProgram) {
  const FakeAgent agent(settings_.pipe, answer("ALIVE", "healthy"), FakeAgent::Then::repeat);
  const Seen seen = run(L"LooksAlive,IsAlive", {kProgramSaysDead}, 20);
  EXPECT_THAT(seen.answers, SizeIs(40));
  EXPECT_THAT(seen.answers, Each(kTrue));
  EXPECT_THAT(seen.calls, IsEmpty());
  EXPECT_EQ(agent.clients(), 1);
  ASSERT_THAT(agent.lines(), SizeIs(41));
  EXPECT_EQ(agent.lines()[0], "ISALIVE shop standby");  // Open
  EXPECT_EQ(agent.lines()[1], "LOOKSALIVE shop active");
  EXPECT_EQ(agent.lines()[2], "ISALIVE shop active");
}

TEST_P(ByTheClass, SaysInTheLogWhyTheRoleIsDead) {
  const FakeAgent agent(settings_.pipe, answer("DEAD", "unhealthy"), FakeAgent::Then::repeat);
  const Seen seen = run(L"IsAlive", {0}, 3);
  EXPECT_THAT(seen.answers, ElementsAre(kFalse, kFalse, kFalse));
  EXPECT_THAT(seen.log, ElementsAre(HasSubstr("unhealthy (status_unexpected): status 500")));
}

TEST_P(ByTheClass, ADegradedRoleIsAlive) {
  const FakeAgent agent(settings_.pipe, answer("ALIVE", "degraded"), FakeAgent::Then::repeat);
  EXPECT_THAT(run(L"LooksAlive,IsAlive", {kProgramSaysDead}).answers, ElementsAre(kTrue, kTrue));
}

TEST_P(ByTheClass, AnAgentThatIsSilentIsGivenUpAndNotAskedByTheProgramToo) {
  settings_.ask_timeout = std::chrono::milliseconds(100);
  settings_.on_unreachable = OnUnreachable::alive;
  const FakeAgent agent(settings_.pipe, "", FakeAgent::Then::hold);
  const Seen seen = run(L"LooksAlive,IsAlive", {kProgramSaysDead});
  EXPECT_THAT(seen.answers, ElementsAre(kTrue, kTrue));
  EXPECT_THAT(seen.log,
              ElementsAre(HasSubstr("(69): alive by policy. Because: the agent does not answer")));
  EXPECT_THAT(seen.calls, IsEmpty());
}

TEST_P(ByTheClass, APipeOfSomebodyElseIsNotBelieved) {
  settings_.on_unreachable = OnUnreachable::alive;
  const FakeAgent squatter(settings_.pipe, answer("DEAD", "unhealthy"), FakeAgent::Then::repeat,
                           L"O:WDD:(A;;GA;;;WD)");
  const Seen seen = run(L"IsAlive", {kProgramSaysDead});
  EXPECT_THAT(seen.answers, ElementsAre(kTrue));
  EXPECT_THAT(seen.log, ElementsAre(HasSubstr("served by another program")));
}

TEST_P(ByTheClass, WithoutItThePolicyBasicCannotTellAndSaysTheCure) {
  unregister_class();
  ctl(L"site Shop stop");
  const Seen seen = run(L"LooksAlive,IsAlive,Online", {69});
  EXPECT_THAT(seen.answers, ElementsAre(kTrue, kTrue, kFalse));
  EXPECT_THAT(seen.log, ElementsAre(HasSubstr("'deepalive service install' registers it")));
}

}  // namespace
}  // namespace deepalive::cluster::test
