#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "service/commands/cli.h"
#include "service/commands/exit_codes.h"

namespace deepalive::service {
namespace {

using ::testing::HasSubstr;
using ::testing::internal::CaptureStderr;
using ::testing::internal::CaptureStdout;
using ::testing::internal::GetCapturedStderr;
using ::testing::internal::GetCapturedStdout;

struct Outcome {
  int code;
  std::string out;
  std::string err;
};

Outcome run(std::vector<std::string> arguments) {
  CaptureStdout();
  CaptureStderr();
  const int code = run_command_line(std::move(arguments));
  return {code, GetCapturedStdout(), GetCapturedStderr()};
}

TEST(CommandLine, NamesTheCommandThatWasMeant) {
  const Outcome outcome = run({"sttaus"});
  EXPECT_EQ(outcome.code, kBadCommandLine);
  EXPECT_THAT(outcome.err, HasSubstr("did you mean 'status'?"));
}

TEST(CommandLine, NamesTheOptionThatWasMeant) {
  const Outcome outcome = run({"status", "--jsno"});
  EXPECT_EQ(outcome.code, kBadCommandLine);
  EXPECT_THAT(outcome.err, HasSubstr("did you mean '--json'?"));
}

TEST(CommandLine, RefusesADurationWithoutUnit) {
  const Outcome outcome = run({"ask", "isalive", "shop", "--timeout", "300"});
  EXPECT_EQ(outcome.code, kBadCommandLine);
  EXPECT_THAT(outcome.err, HasSubstr("'300' is not a duration"));
}

TEST(CommandLine, SaysWhatIsPossibleWhenNothingWasAsked) {
  EXPECT_EQ(run({}).code, kBadCommandLine);
  const Outcome help = run({"--help"});
  EXPECT_EQ(help.code, kOk);
  EXPECT_THAT(help.out, HasSubstr("69 agent unreachable"));
}

TEST(CommandLine, SaysThatTheAgentCannotBeReached) {
  const Outcome outcome =
      run({"ask", "isalive", "shop", "--pipe", "/nonexistent/deepalive-no-such.sock"});
  EXPECT_EQ(outcome.code, kAgentUnreachable);
  EXPECT_THAT(outcome.err, HasSubstr("deepalive-no-such"));
}

TEST(CommandLine, RefusesAConfigurationThatIsNotThere) {
  const Outcome outcome = run({"config", "check", "no-such-file.yaml"});
  EXPECT_EQ(outcome.code, kBadConfiguration);
  EXPECT_THAT(outcome.err, HasSubstr("no-such-file.yaml"));
}

TEST(ExitCode, GoesByTheAnswerFirstAndTheVerdictThen) {
  EXPECT_EQ(to_exit_code(true, Verdict::healthy), kOk);
  EXPECT_EQ(to_exit_code(true, Verdict::initializing), kOk);
  EXPECT_EQ(to_exit_code(true, Verdict::degraded), kDegraded);
  EXPECT_EQ(to_exit_code(true, Verdict::unknown), kUnknown);
  EXPECT_EQ(to_exit_code(false, Verdict::unknown), kUnhealthy);
  EXPECT_EQ(to_exit_code(false, Verdict::unhealthy), kUnhealthy);
}

}  // namespace
}  // namespace deepalive::service
