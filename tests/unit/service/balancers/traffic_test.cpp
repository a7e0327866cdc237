#include "service/balancers/traffic.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/verdict.h"

namespace deepalive::service {
namespace {

using ::testing::HasSubstr;

Traffic given(Verdict verdict, bool alive, TrafficQuestion question = {}) {
  protocol::Answer answer;
  answer.alive = alive;
  answer.verdict = to_name(verdict);
  return traffic(answer, question);
}

TrafficQuestion question(std::string_view query) {
  const auto read = read_traffic_question(query, {});
  if (const auto* problem = std::get_if<std::string>(&read)) {
    ADD_FAILURE() << *problem;
    return {};
  }
  return std::get<TrafficQuestion>(read);
}

std::string problem_of(std::string_view query) {
  const auto read = read_traffic_question(query, {});
  return std::holds_alternative<std::string>(read) ? std::get<std::string>(read) : "";
}

TEST(Traffic, FollowsTheAnswerWhateverTheVerdictIsCalled) {
  for (const Verdict verdict : {Verdict::healthy, Verdict::initializing, Verdict::unknown}) {
    EXPECT_EQ(given(verdict, true), Traffic::full) << to_name(verdict);
    EXPECT_EQ(given(verdict, false), Traffic::none) << to_name(verdict);
  }
  EXPECT_EQ(given(Verdict::unhealthy, false), Traffic::none);
}

TEST(Traffic, IsStoppedOnStandbyAlthoughTheClusterIsToldAlive) {
  EXPECT_EQ(given(Verdict::standby, true), Traffic::stopped);
}

TEST(Traffic, OfWhatIsDegradedIsTheAskersChoice) {
  EXPECT_EQ(given(Verdict::degraded, true), Traffic::reduced);
  EXPECT_EQ(given(Verdict::degraded, true, question("degraded=pass")), Traffic::full);
  EXPECT_EQ(given(Verdict::degraded, true, question("degraded=fail")), Traffic::none);
  EXPECT_EQ(given(Verdict::healthy, true, question("degraded=fail")), Traffic::full);
  // A suspicion of what is degraded is a suspicion.
  EXPECT_EQ(given(Verdict::degraded, false, question("level=looksalive")), Traffic::none);
}

TEST(Traffic, InMaintenanceIsTheAskersChoice) {
  EXPECT_EQ(given(Verdict::maintenance, true), Traffic::full);
  EXPECT_EQ(given(Verdict::maintenance, true, question("maintenance=drain")), Traffic::drained);
}

TEST(TrafficQuestion, ReadsAllParametersInAnyOrder) {
  const auto read = question("maintenance=drain&level=looksalive&degraded=fail");
  EXPECT_EQ(read.level, Question::looks_alive);
  EXPECT_EQ(read.degraded, Traffic::none);
  EXPECT_EQ(read.maintenance, Traffic::drained);
  EXPECT_EQ(question("level=isalive").level, Question::is_alive);
}

TEST(TrafficQuestion, KeepsWhatIsAskedOtherwise) {
  const auto read = read_traffic_question("degraded=pass", {.maintenance = Traffic::drained});
  EXPECT_EQ(std::get<TrafficQuestion>(read).maintenance, Traffic::drained);
  const auto told = read_traffic_question("maintenance=pass", {.maintenance = Traffic::drained});
  EXPECT_EQ(std::get<TrafficQuestion>(told).maintenance, Traffic::full);
}

TEST(TrafficQuestion, RefusesWhatItDoesNotKnow) {
  EXPECT_THAT(problem_of("degarded=fail"), HasSubstr("did you mean 'degraded'?"));
  EXPECT_THAT(problem_of("x=1"), HasSubstr("There are level, degraded and maintenance."));
  for (const char* query : {"level=", "level", "level=deep", "degraded=50%", "maintenance=yes",
                            "level=isalive&degraded", "level=ISALIVE"}) {
    EXPECT_THAT(problem_of(query), HasSubstr("level is isalive or looksalive")) << query;
  }
}

}  // namespace
}  // namespace deepalive::service
