#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "service/commands/exit_codes.h"
#include "tests/servers/typed.h"

namespace deepalive::service {
namespace {

using ::testing::HasSubstr;
using testing::type;
using testing::Typed;

TEST(CommandLine, NamesTheCommandThatWasMeant) {
  const Typed outcome = type({"sttaus"});
  EXPECT_EQ(outcome.code, kBadCommandLine);
  EXPECT_THAT(outcome.err, HasSubstr("did you mean 'status'?"));
}

TEST(CommandLine, NamesTheOptionThatWasMeant) {
  const Typed outcome = type({"status", "--jsno"});
  EXPECT_EQ(outcome.code, kBadCommandLine);
  EXPECT_THAT(outcome.err, HasSubstr("did you mean '--json'?"));
}

TEST(CommandLine, RefusesADurationWithoutUnit) {
  const Typed outcome = type({"ask", "isalive", "shop", "--timeout", "300"});
  EXPECT_EQ(outcome.code, kBadCommandLine);
  EXPECT_THAT(outcome.err, HasSubstr("'300' is not a duration"));
}

TEST(CommandLine, SaysWhatIsPossibleWhenNothingWasAsked) {
  EXPECT_EQ(type({}).code, kBadCommandLine);
  const Typed help = type({"--help"});
  EXPECT_EQ(help.code, kOk);
  EXPECT_THAT(help.out, HasSubstr("69 agent unreachable"));
}

TEST(CommandLine, SaysThatTheAgentCannotBeReached) {
  const Typed outcome =
      type({"ask", "isalive", "shop", "--pipe", "/nonexistent/deepalive-no-such.sock"});
  EXPECT_EQ(outcome.code, kAgentUnreachable);
  EXPECT_THAT(outcome.err, HasSubstr("deepalive-no-such"));
}

TEST(CommandLine, RefusesAConfigurationThatIsNotThere) {
  const Typed outcome = type({"config", "check", "no-such-file.yaml"});
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
