#include "service/page/sparkline.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace deepalive::service {
namespace {

using std::chrono::milliseconds;
using ::testing::HasSubstr;
using ::testing::Not;

RecentResult result(Outcome outcome, Duration duration) {
  return {.outcome = outcome, .reason = Reason::ok, .duration = duration};
}

TEST(Sparkline, SaysThatThereIsNothingYet) {
  EXPECT_THAT(sparkline({}), AllOf(HasSubstr("no results yet"), Not(HasSubstr("<svg"))));
}

TEST(Sparkline, SaysTheSameInWords) {
  const std::vector all_passed(3, result(Outcome::pass, milliseconds(4)));
  EXPECT_THAT(sparkline(all_passed),
              HasSubstr("<title>Last 3 results: all passed; median 4 ms, longest 4 ms</title>"));
  auto slow = result(Outcome::pass, milliseconds(1200));
  slow.degraded = true;
  const std::vector mixed = {result(Outcome::pass, milliseconds(4)), slow,
                             result(Outcome::fail, milliseconds(5)),
                             result(Outcome::indeterminate, milliseconds(6))};
  EXPECT_THAT(sparkline(mixed), HasSubstr("Last 4 results: 1 failed, 1 could not look, 1 degraded, "
                                          "1 passed; median 6 ms, longest 1.2 s"));
  EXPECT_THAT(sparkline(std::vector(1, result(Outcome::pass, milliseconds(1)))),
              HasSubstr("Last 1 result: all passed"));
}

TEST(Sparkline, DrawsTheNewestAtTheRightAndTheSlowestHighest) {
  const std::vector results = {result(Outcome::pass, milliseconds(50)),
                               result(Outcome::pass, milliseconds(100))};
  EXPECT_THAT(sparkline(results), HasSubstr("class=\"p0\" d=\"M233.5 22v-11m4 11v-22\""));
}

TEST(Sparkline, DoesNotMakeQuickLooksLookSlow) {
  const std::vector results = {result(Outcome::pass, std::chrono::microseconds(200))};
  EXPECT_THAT(sparkline(results), HasSubstr("d=\"M237.5 22v-1\""));
}

TEST(Sparkline, MarksBelowTheLineWhatDidNotPass) {
  EXPECT_THAT(sparkline(std::vector(1, result(Outcome::pass, milliseconds(1)))),
              Not(HasSubstr("failed\"")));
  EXPECT_THAT(sparkline(std::vector(1, result(Outcome::fail, milliseconds(1)))),
              HasSubstr("class=\"failed\" d=\"M236 28h3\""));
  EXPECT_THAT(sparkline(std::vector(1, result(Outcome::indeterminate, milliseconds(1)))),
              HasSubstr("class=\"blind\" d=\"M236 28h3\""));
}

TEST(Sparkline, DrawsMarksOfNeighboursAsOne) {
  const auto pass = result(Outcome::pass, milliseconds(1));
  const auto fail = result(Outcome::fail, milliseconds(1));
  EXPECT_THAT(sparkline(std::vector{fail, fail, pass, fail}),
              HasSubstr("class=\"failed\" d=\"M224 28h7M236 28h3\""));
  EXPECT_THAT(sparkline(std::vector(RecentResults::kKept, fail)),
              HasSubstr("class=\"failed\" d=\"M0 28h239\""));
}

TEST(Sparkline, StacksThePhasesOfAProbe) {
  auto probe = result(Outcome::pass, milliseconds(100));
  probe.phases = HttpPhases{.connect = milliseconds(50), .processing = milliseconds(50)};
  EXPECT_THAT(sparkline(std::vector(1, probe)),
              AllOf(HasSubstr("class=\"p2\" d=\"M237.5 22v-11\""),
                    HasSubstr("class=\"p4\" d=\"M237.5 11v-11\""), Not(HasSubstr("class=\"p0\"")),
                    Not(HasSubstr("class=\"p3\""))));
}

TEST(Sparkline, NamesThePhasesThatTookTime) {
  const std::string text =
      phases_text({.connect = milliseconds(1), .processing = milliseconds(330)});
  EXPECT_THAT(text, AllOf(HasSubstr("connect 1 ms"), HasSubstr("processing 330 ms"),
                          Not(HasSubstr("TLS")), Not(HasSubstr("resolve"))));
  EXPECT_EQ(phases_text({}), "");
}

}  // namespace
}  // namespace deepalive::service
