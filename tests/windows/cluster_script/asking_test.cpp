#include "tests/windows/cluster_script/generated_script.h"

namespace deepalive::cluster::test {
namespace {

using ::testing::AllOf;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class Asking : public AGeneratedScript {};

INSTANTIATE_TEST_SUITE_P(InEachLanguage, Asking, kLanguages, language_name);

TEST_P(Asking, GoesByTheExitCode) {
  const Seen seen = run(L"LooksAlive", {0, 1, 3, 2, 0}, 5);
  EXPECT_THAT(seen.answers, ElementsAre(kTrue, kTrue, kTrue, kFalse, kTrue));
  EXPECT_THAT(run(L"IsAlive", {0, 1, 3, 2}, 4).answers, ElementsAre(kTrue, kTrue, kTrue, kFalse));
}

TEST_P(Asking, RunsTheProgramWithTheRoleThePipeAndTheDeadline) {
  settings_.pipe = "deep.alive-2";
  const Seen seen = run(L"LooksAlive,IsAlive", {0});
  ASSERT_THAT(seen.calls, SizeIs(2));
  const std::string program = "\"" + settings_.program_folder + "\\deepalive_ask.exe\"";
  EXPECT_EQ(seen.calls[0], program + " looksalive shop --pipe deep.alive-2 --timeout 300");
  EXPECT_EQ(seen.calls[1], program + " isalive shop --pipe deep.alive-2 --timeout 300");
}

TEST_P(Asking, LogsADeathAndARecoveryOnce) {
  const Seen seen = run(L"IsAlive", {0, 2, 2, 2, 0, 0}, 6);
  EXPECT_THAT(seen.log, ElementsAre(HasSubstr("says that the role is dead"),
                                    HasSubstr("says that the role is alive")));
}

TEST_P(Asking, TakesAnyOtherExitCodeForNoAnswer) {
  settings_.hold = std::chrono::seconds(0);
  settings_.on_unreachable = OnUnreachable::dead;
  EXPECT_THAT(run(L"IsAlive", {69, 64, 70, 78, 4, -1073741819}, 6).answers,
              AllOf(SizeIs(6), Each(kFalse)));
  settings_.on_unreachable = OnUnreachable::alive;
  EXPECT_THAT(run(L"IsAlive", {69, 64, 70, 78, 4, -1073741819}, 6).answers,
              AllOf(SizeIs(6), Each(kTrue)));
}

TEST_P(Asking, EndsByThePolicyWhenTheProgramIsMissing) {
  remove_programs();
  settings_.on_unreachable = OnUnreachable::dead;
  const Seen seen = run(L"LooksAlive,IsAlive", {0});
  EXPECT_THAT(seen.answers, ElementsAre(kFalse, kFalse));
  EXPECT_THAT(seen.log, ElementsAre(EndsWith("no answer (-1): dead by policy.")));
  settings_.on_unreachable = OnUnreachable::alive;
  EXPECT_THAT(run(L"LooksAlive,IsAlive", {0}).answers, ElementsAre(kTrue, kTrue));
}

TEST_P(Asking, LogsAPolicyOnceAndNotAtEachPoll) {
  settings_.on_unreachable = OnUnreachable::alive;
  const Seen seen = run(L"LooksAlive,IsAlive", {69}, 3);
  EXPECT_THAT(seen.log, ElementsAre("The DeepAlive agent gives no answer (69): alive by policy."));
}

TEST_P(Asking, SaysThatTheRoleIsNotHereWhenOpenedAndNothingWhenLoadedAndClosed) {
  const Seen seen = run(L"Open,Close", {0}, 2);
  EXPECT_THAT(seen.answers, AllOf(SizeIs(4 + 2), Each(kTrue)));  // the host calls both as well
  EXPECT_THAT(seen.calls, IsEmpty());
  EXPECT_THAT(seen.opened,
              AllOf(SizeIs(2 + 1), Each(HasSubstr("deepalive_ask.exe\" standby shop --pipe "))));
  EXPECT_THAT(seen.log, IsEmpty());
}

}  // namespace
}  // namespace deepalive::cluster::test
