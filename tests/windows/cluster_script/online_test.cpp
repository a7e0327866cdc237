#include "tests/windows/cluster_script/generated_script.h"

namespace deepalive::cluster::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class BringingOnline : public AGeneratedScript {};

INSTANTIATE_TEST_SUITE_P(InEachLanguage, BringingOnline, kLanguages, language_name);

TEST_P(BringingOnline, AndOfflineAreTheAgentsWork) {
  settings_.pipe = ScriptSettings{}.pipe;
  const Seen seen = run(L"Online,Offline,Terminate", {0});
  EXPECT_THAT(seen.answers, ElementsAre(kTrue, kTrue, kTrue));
  const std::string program = "\"" + settings_.program_folder + "\\deepalive.exe\"";
  EXPECT_THAT(seen.calls, ElementsAre(program + " role online shop --timeout 150s",
                                      program + " role offline shop --timeout 60s",
                                      program + " role terminate shop --timeout 60s"));
}

TEST_P(BringingOnline, NamesThePipeOfAnAgentThatIsNotTheInstalledOne) {
  settings_.pipe = "second";
  EXPECT_THAT(run(L"Online", {0}).calls, ElementsAre(HasSubstr("--timeout 150s --pipe second")));
}

TEST_P(BringingOnline, FailsWhenTheAgentSaysSo) {
  const Seen seen = run(L"Online,Offline,Terminate", {2});
  EXPECT_THAT(seen.answers, ElementsAre(kFalse, kFalse, kFalse));
  EXPECT_THAT(seen.log, ElementsAre(HasSubstr("could not bring the role online"),
                                    HasSubstr("could not stop the role's sites")));
}

TEST_P(BringingOnline, GoesByTheFlagsWithoutTheAgent) {
  register_class();
  EXPECT_THAT(run(L"Online", {69}).answers, ElementsAre(kTrue));
  ctl(L"site Shop stop");
  EXPECT_THAT(run(L"Online", {69}).answers, ElementsAre(kFalse));
}

TEST_P(BringingOnline, FailsWithoutTheAgentWhenIisCannotBeAskedEither) {
  register_class();
  ctl(L"fault com hresult 0x80070005 --on sections");
  EXPECT_THAT(run(L"Online", {69}).answers, ElementsAre(kFalse));
}

TEST_P(BringingOnline, GoesByThePolicyWithoutTheAgent) {
  settings_.on_unreachable = OnUnreachable::dead;
  EXPECT_THAT(run(L"Online", {69}).answers, ElementsAre(kFalse));
  settings_.on_unreachable = OnUnreachable::alive;
  EXPECT_THAT(run(L"Online", {69}).answers, ElementsAre(kTrue));
}

TEST_P(BringingOnline, AnAgentThatIsGoneDoesNotKeepTheRoleHere) {
  remove_programs();
  const Seen seen = run(L"Offline,Terminate", {0});
  EXPECT_THAT(seen.answers, ElementsAre(kTrue, kTrue));
  EXPECT_THAT(seen.log, ElementsAre(HasSubstr("could not stop the role's sites (-1)")));
}

}  // namespace
}  // namespace deepalive::cluster::test
