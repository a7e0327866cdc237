#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>
#include <sstream>

#include "probes/command/command.h"

namespace deepalive::probes {
namespace {

using namespace std::chrono_literals;

constexpr Duration kAmple = 30s;

CommandResult run(const std::string& script, Duration timeout = kAmple) {
  const auto result = run_command({"/bin/sh", "-c", script}, timeout);
  EXPECT_TRUE(result) << result.error().where;
  return result ? *result : CommandResult{};
}

TEST(RunCommand, TellsExitCodeAndOutput) {
  const CommandResult result = run("echo out; echo err >&2; exit 2");
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_EQ(result.output, "out\nerr\n");
  EXPECT_FALSE(result.timed_out);
}

TEST(RunCommand, PassesArgumentsAsTheyAre) {
  const auto result = run_command(
      {"/bin/sh", "-c", "printf '[%s]' \"$@\"", "sh", "a b", "", "\"$HOME\"", "*"}, kAmple);
  ASSERT_TRUE(result);
  EXPECT_EQ(result->output, "[a b][][\"$HOME\"][*]");
}

TEST(RunCommand, SaysThatThereIsNoSuchProgram) {
  const auto result = run_command({"/nowhere/check"}, kAmple);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().reason, Reason::command_not_started);
  EXPECT_EQ(result.error().where, "/nowhere/check: No such file or directory");
}

TEST(RunCommand, KeepsTheBeginningOfAnOutputThatNeverEnds) {
  const CommandResult result = run("yes", 300ms);
  EXPECT_TRUE(result.timed_out);
  EXPECT_LE(result.output.size(), kMaxCommandOutput);
}

TEST(RunCommand, EndsWithTheProgramAlthoughItsChildHoldsTheOutputOpen) {
  const CommandResult result = run("sleep 600 & echo $!; exit 1");
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_FALSE(result.output.empty());
}

TEST(RunCommand, KillsTheProgramAndItsChildrenAtTheDeadline) {
  const CommandResult result = run("(sleep 600 & echo $!; wait) & echo $!; wait", 500ms);
  EXPECT_TRUE(result.timed_out);
  EXPECT_FALSE(result.exit_code);
  std::istringstream pids(result.output);
  const auto deadline = std::chrono::steady_clock::now() + kAmple;
  for (pid_t pid = 0; pids >> pid;) {
    // Whoever adopts them may take a while to bury them.
    while (kill(pid, 0) == 0 && std::chrono::steady_clock::now() < deadline) usleep(1000);
    EXPECT_NE(kill(pid, 0), 0) << pid;
  }
}

TEST(RunCommand, GivesItNoneOfOurFilesAndNoInput) {
  const int ours = open("/dev/null", O_RDONLY);  // without FD_CLOEXEC
  const CommandResult result = run("cat; ls /proc/self/fd | wc -l");
  close(ours);
  // 0, 1, 2, and the one that ls lists with.
  EXPECT_EQ(result.output, "4\n");
}

}  // namespace
}  // namespace deepalive::probes
