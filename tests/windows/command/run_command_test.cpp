#include <gtest/gtest.h>
#include <windows.h>

#include <algorithm>
#include <sstream>

#include "probes/command/command.h"
#include "probes/windows/handle.h"
#include "probes/windows/utf8.h"

namespace deepalive::probes {
namespace {

using namespace std::chrono_literals;
using windows::Handle;

constexpr Duration kAmple = 60s;

std::string test_command() {
  wchar_t path[1024];
  const DWORD length = GetModuleFileNameW(nullptr, path, 1024);
  std::string self = windows::to_utf8({path, length});
  return self.substr(0, self.find_last_of('\\') + 1) + "deepalive_test_command.exe";
}

CommandResult run(std::vector<std::string> arguments, Duration timeout = kAmple) {
  arguments.insert(arguments.begin(), test_command());
  const auto result = run_command(arguments, timeout);
  EXPECT_TRUE(result) << result.error().where;
  return result ? *result : CommandResult{};
}

// Each process that the output names ends, if it has not yet.
void expect_dead(const std::string& output, int processes) {
  std::istringstream ids(output);
  for (DWORD id = 0; ids >> id; --processes) {
    const Handle process(OpenProcess(SYNCHRONIZE, FALSE, id));
    if (process) {
      EXPECT_EQ(WaitForSingleObject(process.get(), 60'000), WAIT_OBJECT_0) << id;
    }
  }
  EXPECT_EQ(processes, 0) << output;
}

TEST(RunCommandOnWindows, TellsExitCodeAndOutput) {
  EXPECT_EQ(run({"exit", "2"}).exit_code, 2);
  EXPECT_EQ(run({"exit", "0"}).exit_code, 0);
  const CommandResult result = run({"complain"});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_EQ(result.output, "oh\r\n");
}

TEST(RunCommandOnWindows, PassesArgumentsAsTheyAre) {
  EXPECT_EQ(
      run({"say", "a b", "", "say \"hi\"", R"(C:\my dir\)", R"(\\"x)", "%PATH%", "&|<>^"}).output,
      "[a b][][say \"hi\"][C:\\my dir\\][\\\\\"x][%PATH%][&|<>^]");
}

TEST(RunCommandOnWindows, SaysThatThereIsNoSuchProgram) {
  const auto result = run_command({R"(C:\nowhere\check.exe)"}, kAmple);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().reason, Reason::command_not_started);
  EXPECT_TRUE(result.error().where.starts_with(R"(C:\nowhere\check.exe: starting it: )"))
      << result.error().where;
}

TEST(RunCommandOnWindows, GivesItNoInput) { EXPECT_EQ(run({"read"}).exit_code, 0); }

TEST(RunCommandOnWindows, KeepsTheBeginningOfAnOutputThatNeverEnds) {
  const CommandResult result = run({"flood"}, 2s);
  EXPECT_TRUE(result.timed_out);
  EXPECT_LE(result.output.size(), kMaxCommandOutput);
}

TEST(RunCommandOnWindows, EndsWithTheProgramAndKillsTheChildThatItLeft) {
  const CommandResult result = run({"leave-child"});
  EXPECT_EQ(result.exit_code, 1);
  expect_dead(result.output, 1);
}

TEST(RunCommandOnWindows, KillsTheProgramAndItsChildrenAtTheDeadline) {
  CommandResult result;
  // A busy machine may need longer to get as far as the child.
  for (const Duration timeout : {2s, 10s, 30s}) {
    result = run({"family"}, timeout);
    EXPECT_TRUE(result.timed_out);
    EXPECT_FALSE(result.exit_code);
    if (std::ranges::count(result.output, '\n') == 2) break;
  }
  expect_dead(result.output, 2);
}

TEST(RunCommandOnWindows, GivesItNoneOfOurHandles) {
  SECURITY_ATTRIBUTES inheritable{.nLength = sizeof(SECURITY_ATTRIBUTES),
                                  .lpSecurityDescriptor = nullptr,
                                  .bInheritHandle = TRUE};
  const Handle event(CreateEventW(&inheritable, TRUE, FALSE, nullptr));
  const auto number = reinterpret_cast<std::uintptr_t>(event.get());
  EXPECT_EQ(run({"signal", std::to_string(number)}).exit_code, 0);
  EXPECT_EQ(WaitForSingleObject(event.get(), 0), WAIT_TIMEOUT);
}

}  // namespace
}  // namespace deepalive::probes
