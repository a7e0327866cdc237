#include "tests/windows/cluster_standins/rhs_fixture.h"
#include "tests/windows/standins/standin_world.h"

namespace deepalive::standins::test {
namespace {

Finished run_host(const std::wstring& dll, const std::wstring& rest) {
  return run_standin(L"rhs_host.exe", L"\"" RESOURCE_FOLDER L"\\" + dll + L"\" " + rest);
}

void expect_text(const Finished& finished, const std::string& text) {
  EXPECT_NE(finished.output.find(text), std::string::npos) << "wanted '" << text << "' in:\n"
                                                           << finished.output;
}

TEST(RhsProgram, MeasuresAGoodDll) {
  const Finished finished =
      run_host(L"good_resource.dll", L"--type Good --name shop --number Steps=3 --calls 500 --log");
  EXPECT_EQ(finished.exit_code, 0U) << finished.output;
  expect_text(finished, "online: yes");
  expect_text(finished, "LooksAlive                 500");
  expect_text(finished, "shop is online after 3 steps");
}

TEST(RhsProgram, NamesTheRuleThatABadDllBreaks) {
  const Finished finished =
      run_host(L"bad_resource.dll", L"--type Bad --name \"signals too early\" --calls 1");
  EXPECT_EQ(finished.exit_code, 3U);
  expect_text(finished, "rule broken: event handle: signalled");
}

TEST(RhsProgram, EndsAlthoughTheDllHangs) {
  const Finished finished =
      run_host(L"bad_resource.dll",
               L"--type Bad --name \"hangs in LooksAlive\" --calls 1 --deadlock-timeout 200ms");
  EXPECT_EQ(finished.exit_code, 3U);
  expect_text(finished, "rule broken: deadlock");
}

TEST(RhsProgram, SaysThatTheResourceStaysOffline) {
  const Finished finished =
      run_host(L"bad_resource.dll", L"--type Bad --name \"returns an error\"");
  EXPECT_EQ(finished.exit_code, 2U);
  expect_text(finished, "online: Online returned 1058");
}

TEST(RhsProgram, SaysWhatIsWrongWithItsCommandLine) {
  EXPECT_EQ(run_standin(L"rhs_host.exe", L"").exit_code, 64U);
  const Finished finished =
      run_host(L"good_resource.dll", L"--type Good --name r --number Steps=x");
  EXPECT_EQ(finished.exit_code, 64U);
  expect_text(finished, "not a number: x");
  EXPECT_EQ(run_host(L"no_such.dll", L"--type Good --name r").exit_code, 3U);
}

}  // namespace
}  // namespace deepalive::standins::test
