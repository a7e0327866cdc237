#include "probes/command/command.h"

#include <gtest/gtest.h>

namespace deepalive::probes {
namespace {

using namespace std::chrono_literals;

std::string judged(const Result<CommandResult>& result) {
  const Finding finding = judge_command(result, 3s);
  return std::string(to_name(finding.outcome)) + (finding.degraded ? " degraded " : " ") +
         std::string(to_name(finding.reason)) + ": " + finding.detail;
}

CommandResult ended(int code, std::string output = "") {
  return {.exit_code = code, .output = std::move(output)};
}

TEST(Command, IsJudgedByTheExitCodesOfMonitoringPlugins) {
  EXPECT_EQ(judged(ended(0)), "pass ok: exit code 0");
  EXPECT_EQ(judged(ended(0, "OK - all well")), "pass ok: OK - all well");
  EXPECT_EQ(judged(ended(1, "WARNING")), "pass degraded command_warned: exit code 1: WARNING");
  EXPECT_EQ(judged(ended(2, "CRITICAL")), "fail command_failed: exit code 2: CRITICAL");
  EXPECT_EQ(judged(ended(3)), "indeterminate command_unknown: exit code 3");
  EXPECT_EQ(judged(ended(4)), "indeterminate command_unknown: exit code 4");
  EXPECT_EQ(judged(ended(-1073741515)), "indeterminate command_unknown: exit code -1073741515");
}

TEST(Command, ThatWasKilledOrCouldNotBeStartedSaysNothing) {
  EXPECT_EQ(judged(CommandResult{}), "indeterminate command_unknown: killed by somebody else");
  EXPECT_EQ(judged(CommandResult{.timed_out = true, .output = "looking"}),
            "indeterminate command_timeout: killed: no end within 3s; it had said: looking");
  EXPECT_EQ(judged(Error{Reason::command_not_started, 2, "/x: No such file or directory"}),
            "indeterminate command_not_started: /x: No such file or directory");
}

TEST(Command, SpeaksThroughTheFirstLineOfItsOutput) {
  EXPECT_EQ(judged(ended(0, "\r\n \r\nDB OK | time=3ms\r\nmore")), "pass ok: DB OK");
  EXPECT_EQ(judged(ended(2, "bad \x1b[31m\xc3\xa4")),
            "fail command_failed: exit code 2: bad ?[31m??");
  EXPECT_EQ(judged(ended(0, "| only=figures")), "pass ok: exit code 0");
}

TEST(Command, ItsWindowsCommandLineGivesTheProgramItsArgumentsBack) {
  const auto line = [](std::vector<std::string> run) { return windows_command_line(run); };
  EXPECT_EQ(line({R"(C:\check.exe)", "-w", "5"}), R"(C:\check.exe -w 5)");
  EXPECT_EQ(line({R"(C:\Program Files\check.exe)", ""}), R"("C:\Program Files\check.exe" "")");
  EXPECT_EQ(line({"a", R"(say "hi")"}), R"(a "say \"hi\"")");
  EXPECT_EQ(line({"a", R"(C:\my dir\)"}), R"(a "C:\my dir\\")");
  EXPECT_EQ(line({"a", R"(\\server\share)", R"(back\\"quote)"}),
            R"(a \\server\share "back\\\\\"quote")");
  EXPECT_EQ(line({"a", "tab\there"}), "a \"tab\there\"");
}

}  // namespace
}  // namespace deepalive::probes
