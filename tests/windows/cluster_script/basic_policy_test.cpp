#include "tests/windows/cluster_script/generated_script.h"

namespace deepalive::cluster::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// The agent never answers.
class TheBasicPolicy : public AGeneratedScript {
 protected:
  TheBasicPolicy() { register_class(); }
  Seen ask() { return run(L"LooksAlive,IsAlive", {69}); }
};

INSTANTIATE_TEST_SUITE_P(InEachLanguage, TheBasicPolicy, kLanguages, language_name);

TEST_P(TheBasicPolicy, SaysAliveOfAStartedSiteAndPool) {
  const Seen seen = ask();
  EXPECT_THAT(seen.answers, ElementsAre(kTrue, kTrue));
  EXPECT_THAT(seen.log, ElementsAre(HasSubstr("(69): all of the role is started")));
}

TEST_P(TheBasicPolicy, SaysDeadOfAStoppedSite) {
  ctl(L"site Shop stop");
  const Seen seen = ask();
  EXPECT_THAT(seen.answers, ElementsAre(kFalse, kFalse));
  EXPECT_THAT(seen.log, ElementsAre(HasSubstr("not started: sites: Shop")));
}

TEST_P(TheBasicPolicy, SaysDeadOfAStoppedPool) {
  ctl(L"pool ShopPool stop");
  const Seen seen = ask();
  EXPECT_THAT(seen.answers, ElementsAre(kFalse, kFalse));
  EXPECT_THAT(seen.log, ElementsAre(HasSubstr("not started: applicationPools: ShopPool")));
}

TEST_P(TheBasicPolicy, SaysDeadOfTheSecondSiteOrPoolOfTheRole) {
  settings_.sites = {"Shop", "Other"};
  settings_.app_pools = {"ShopPool", "OtherPool"};
  EXPECT_THAT(ask().answers, ElementsAre(kTrue, kTrue));
  ctl(L"pool OtherPool stop");
  EXPECT_THAT(ask().answers, ElementsAre(kFalse, kFalse));
  ctl(L"pool OtherPool start");
  ctl(L"site Other stop");
  EXPECT_THAT(ask().answers, ElementsAre(kFalse, kFalse));
}

TEST_P(TheBasicPolicy, DoesNotCareForWhatIsNotOfTheRole) {
  ctl(L"site Other stop");
  ctl(L"pool OtherPool stop");
  ctl(L"pool SidePool stop");
  EXPECT_THAT(ask().answers, ElementsAre(kTrue, kTrue));
}

TEST_P(TheBasicPolicy, SaysDeadOfAMissingSiteWithoutAnError) {
  ctl(L"site Shop remove");
  const Seen seen = ask();
  EXPECT_THAT(seen.answers, ElementsAre(kFalse, kFalse));
  EXPECT_THAT(seen.log, ElementsAre(HasSubstr("sites: Shop is not there")));
}

TEST_P(TheBasicPolicy, SaysDeadOfAMissingPoolWithoutAnError) {
  settings_.app_pools = {"ShopPool", "NoSuchPool"};
  EXPECT_THAT(ask().answers, ElementsAre(kFalse, kFalse));
}

TEST_P(TheBasicPolicy, ComparesNamesWithoutCase) {
  settings_.sites = {"sHOP"};
  settings_.app_pools = {"SHOPPOOL"};
  EXPECT_THAT(ask().answers, ElementsAre(kTrue, kTrue));
}

TEST_P(TheBasicPolicy, TakesThePoolsOfTheSitesWhereTheConfigurationNamesNone) {
  settings_.app_pools.clear();
  EXPECT_THAT(ask().answers, ElementsAre(kTrue, kTrue));
  ctl(L"pool OtherPool stop");
  EXPECT_THAT(ask().answers, ElementsAre(kTrue, kTrue));
  ctl(L"pool SidePool stop");
  EXPECT_THAT(ask().answers, ElementsAre(kFalse, kFalse));
}

TEST_P(TheBasicPolicy, SaysAliveWhenIisCannotBeAskedEither) {
  ctl(L"fault com hresult 0x80070005 --on sections");
  const Seen seen = ask();
  EXPECT_THAT(seen.answers, ElementsAre(kTrue, kTrue));
  EXPECT_THAT(seen.log, ElementsAre(HasSubstr("and IIS none either: 0x80070005 ")));
}

TEST_P(TheBasicPolicy, SaysAliveWhenAStateCannotBeRead) {
  ctl(L"fault com hresult 0x800710D8 --on state");
  EXPECT_THAT(ask().answers, ElementsAre(kTrue, kTrue));
}

TEST_P(TheBasicPolicy, SaysAliveWhenTheAdministrationClassCannotBeMade) {
  ctl(L"fault com hresult 0x80040154 --on create");
  EXPECT_THAT(ask().answers, ElementsAre(kTrue, kTrue));
}

TEST_P(TheBasicPolicy, GivesUpAnAdministrationInterfaceThatHangs) {
  ctl(L"fault com hang");
  const Seen seen = run(L"LooksAlive,IsAlive", {69});
  EXPECT_THAT(seen.answers, ElementsAre(kTrue, kTrue));
  EXPECT_THAT(seen.log, ElementsAre(HasSubstr("and IIS none either: no answer within 5000 ms")));
}

TEST_P(TheBasicPolicy, SaysWhatKeepsTheAgentFromAnswering) {
  EXPECT_THAT(ask().log, ElementsAre(HasSubstr("pipe cannot be opened, error 2")));
}

TEST_P(TheBasicPolicy, SaysDeadOfAServiceThatDoesNotRun) {
  settings_.services = {"RpcSs", "NoSuchService"};
  const Seen seen = ask();
  EXPECT_THAT(seen.answers, ElementsAre(kFalse, kFalse));
  EXPECT_THAT(seen.log, ElementsAre(HasSubstr("not started: service: NoSuchService")));
  settings_.services = {"RpcSs"};
  EXPECT_THAT(ask().answers, ElementsAre(kTrue, kTrue));
}

TEST_P(TheBasicPolicy, DoesNotNeedIisForARoleOfServicesOnly) {
  settings_.services = {"RpcSs"};
  settings_.sites.clear();
  settings_.app_pools.clear();
  ctl(L"fault com hresult 0x80040154 --on create");
  const Seen seen = ask();
  EXPECT_THAT(seen.answers, ElementsAre(kTrue, kTrue));
  EXPECT_THAT(seen.log, ElementsAre(HasSubstr("all of the role is started")));
}

TEST_P(TheBasicPolicy, FindsNamesThatAScriptWouldTripOver) {
  seed("sites: {'It''s \"100%\" & <b>\\n^ sh\xC3\xB6p': {id: 1}}\napp_pools: {ShopPool: {}}\n");
  settings_.sites = {"It's \"100%\" & <b>\\n^ sh\xC3\xB6p"};
  if (GetParam() == ScriptLanguage::vbscript) {
    // Wine 8 has no ChrW; Chr of the machine's code page does for this character.
    appended_ = "Function ChrW(code)\r\n  ChrW = Chr(code)\r\nEnd Function\r\n";
  }
  const Seen seen = ask();
  EXPECT_THAT(seen.answers, ElementsAre(kTrue, kTrue));
  EXPECT_THAT(seen.log, ElementsAre(HasSubstr("all of the role is started")));
}

}  // namespace
}  // namespace deepalive::cluster::test
