#include <filesystem>
#include <fstream>

#include "tests/windows/standins/com_client.h"
#include "tests/windows/standins/standin_world.h"

namespace deepalive::standins::test {
namespace {

class StandinCtl : public StandinWorld {
 protected:
  StandinCtl() { seed("sites: {Shop: {id: 1, app_pools: [P]}}\napp_pools: {P: {}}\n"); }

  static Finished ctl(const std::wstring& words) { return run_standin(L"standin_ctl.exe", words); }

  static void expect_refused(const std::wstring& words, DWORD exit_code, const std::string& text) {
    const Finished done = ctl(words);
    EXPECT_EQ(done.exit_code, exit_code) << done.output;
    EXPECT_NE(done.output.find(text), std::string::npos) << done.output;
  }

  RunState site_state() {
    return world_->read([](const WorldState& s) { return s.sites[0].run.state; });
  }
};

TEST_F(StandinCtl, StopsAndStartsSitesAndPools) {
  EXPECT_EQ(ctl(L"site shop stop").exit_code, 0U);
  EXPECT_EQ(site_state(), RunState::stopped);
  EXPECT_EQ(ctl(L"site Shop start").exit_code, 0U);
  EXPECT_EQ(site_state(), RunState::started);
  EXPECT_EQ(ctl(L"pool P stop").exit_code, 0U);
  expect_refused(L"pool P recycle", 1, "P: 0x80070426");
}

TEST_F(StandinCtl, SetsEachAnswer) {
  const auto answer = [this] {
    return world_->read([](const WorldState& s) { return s.sites[0].answer; });
  };
  EXPECT_EQ(ctl(L"site Shop answer 500").exit_code, 0U);
  EXPECT_EQ(answer().status, 500U);
  EXPECT_EQ(ctl(L"site Shop answer slow 4s").exit_code, 0U);
  EXPECT_EQ(answer().delay_ms, 4000U);
  EXPECT_EQ(answer().status, 200U);
  EXPECT_EQ(ctl(L"site Shop answer half").exit_code, 0U);
  EXPECT_EQ(answer().kind, AnswerKind::half);
  EXPECT_EQ(ctl(L"site Shop answer body nope").exit_code, 0U);
  EXPECT_EQ(answer().body.view(), L"nope");
}

TEST_F(StandinCtl, SetsAndClearsFaults) {
  EXPECT_EQ(ctl(L"fault com delay 2s --on item Shop").exit_code, 0U);
  EXPECT_EQ(ctl(L"fault com hresult 0x80070005 --on state").exit_code, 0U);
  const auto faults =
      world_->read([](const WorldState& s) { return std::pair(s.faults[0], s.faults[1]); });
  EXPECT_EQ(faults.first.effect, FaultEffect::delay);
  EXPECT_EQ(faults.first.target, FaultTarget::item);
  EXPECT_EQ(faults.first.delay_ms, 2000U);
  EXPECT_EQ(faults.second.effect, FaultEffect::hresult);
  EXPECT_EQ(faults.second.hresult, E_ACCESSDENIED);
  EXPECT_EQ(ctl(L"fault com none").exit_code, 0U);
  EXPECT_EQ(world_->fault_count(), 0U);
}

TEST_F(StandinCtl, ChangesServicesOfAWorldOfItsOwnWithoutTheScm) {
  EXPECT_EQ(ctl(L"service W3SVC stop").exit_code, 0U);
  EXPECT_EQ(world_->read([](const WorldState& s) { return s.services[0].running; }), 0U);
  expect_refused(L"site Shop stop", 1, "0x80070426");
}

TEST_F(StandinCtl, ShowsTheWorldAndTheObjectsOfLivingProcesses) {
  const IisLibrary library;
  const auto manager = library.manager();
  const Finished shown = ctl(L"show --json");
  EXPECT_EQ(shown.exit_code, 0U);
  EXPECT_NE(shown.output.find("{\"name\":\"Shop\",\"id\":1,\"state\":\"started\""),
            std::string::npos)
      << shown.output;
  EXPECT_NE(shown.output.find("{\"process\":" + std::to_string(GetCurrentProcessId()) +
                              ",\"live_objects\":1}"),
            std::string::npos)
      << shown.output;
}

TEST_F(StandinCtl, MakesAWorldFromAFileAndGrowsIt) {
  const std::wstring yaml = unique_path(L".yaml");
  std::ofstream(std::filesystem::path(yaml)) << "sites: {New: {}}\n";
  EXPECT_EQ(ctl(L"init \"" + yaml + L"\"").exit_code, 0U);
  EXPECT_EQ(world_->read([](const WorldState& s) { return std::wstring(s.sites[0].name.view()); }),
            L"New");
  std::ofstream(std::filesystem::path(yaml)) << "sites: {New: {stat: up}}\n";
  expect_refused(L"init \"" + yaml + L"\"", 1, "line 1, column 15: unknown key 'stat'");
  DeleteFileW(yaml.c_str());
  EXPECT_EQ(ctl(L"sites 5000").exit_code, 0U);
  EXPECT_EQ(world_->read([](const WorldState& s) { return s.site_count; }), 5000U);
}

TEST_F(StandinCtl, SaysWhatIsWrongAndWhatWouldBeRight) {
  expect_refused(L"shwo", 64, "did you mean show?");
  expect_refused(L"site Shop stpo", 64, "did you mean stop?");
  expect_refused(L"site Shop answer 700", 64, "'700' is none of");
  expect_refused(L"site Shop answer slow 4", 64, "no duration");
  expect_refused(L"site Blog stop", 1, "no site 'Blog'");
  expect_refused(L"pool Q stop", 1, "no application pool 'Q'");
  expect_refused(L"fault com hresult 5", 64, "no failing HRESULT");
  expect_refused(L"fault com hang --on methds", 64, "did you mean methods?");
  expect_refused(L"sites 9999999", 64, "up to 6000");
  expect_refused(L"--world C:\\nowhere\\at\\all show", 1,
                 "standin_ctl init FILE.yaml --world PATH");
}

}  // namespace
}  // namespace deepalive::standins::test
