#include "service/history/history.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <chrono>

namespace deepalive::service {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::shared_ptr<const Transition> at(int second, std::string role = "shop") {
  Transition transition{.role = std::move(role),
                        .time = {TimePoint(1s * second), WallTime(1'700'000'000s + 1s * second)},
                        .before = Verdict::healthy,
                        .after = Verdict::unhealthy,
                        .answers = {false, false},
                        .reason = Reason::status_unexpected,
                        .check = "front",
                        .detail = "front: status 500 \"oops\"",
                        .generation = 7,
                        .incident = "20231114T221320000-shop"};
  transition.since = transition.time.wall;
  return std::make_shared<const Transition>(std::move(transition));
}

std::vector<long> seconds(const History::Found& found) {
  std::vector<long> times;
  for (const auto& transition : found.transitions) {
    times.push_back(
        std::chrono::duration_cast<std::chrono::seconds>(transition->time.steady.time_since_epoch())
            .count());
  }
  return times;
}

TEST(History, GivesTheNewestOfWhatIsWantedTheOldestFirst) {
  History history;
  for (int i = 0; i < 6; ++i) history.add(at(i, i % 2 ? "shop" : "blog"));
  EXPECT_THAT(seconds(history.find({})), ElementsAre(0, 1, 2, 3, 4, 5));
  EXPECT_THAT(seconds(history.find({.role = "shop"})), ElementsAre(1, 3, 5));
  EXPECT_THAT(seconds(history.find({.since = at(3)->time.wall})), ElementsAre(3, 4, 5));
  const auto two = history.find({.role = "shop", .limit = 2});
  EXPECT_THAT(seconds(two), ElementsAre(3, 5));
  EXPECT_TRUE(two.truncated);
  EXPECT_FALSE(history.find({.role = "shop", .limit = 3}).truncated);
  EXPECT_THAT(seconds(history.find({.role = "nobody"})), IsEmpty());
}

TEST(History, OfTheRunBeforeStandsBeforeThatOfThisOne) {
  History history;
  history.add(at(3));
  history.add_older({at(1), at(2)});
  EXPECT_THAT(seconds(history.find({})), ElementsAre(1, 2, 3));
}

TEST(History, LeavesOutWhatARoleThatBeginsStillWaitsFor) {
  Transition waiting = *at(1);
  waiting.before = waiting.after = Verdict::initializing;
  Transition decided = *at(2);
  decided.before = Verdict::initializing;
  History history;
  history.add(std::make_shared<const Transition>(waiting));
  history.add(std::make_shared<const Transition>(decided));
  history.add_older({std::make_shared<const Transition>(waiting)});
  EXPECT_THAT(seconds(history.find({})), ElementsAre(2));
}

TEST(History, IsBounded) {
  History history;
  for (int i = 0; i < static_cast<int>(kMaxTransitions) + 10; ++i) history.add(at(i));
  history.add_older({at(-1)});
  const auto found = history.find({.limit = kMaxTransitions});
  EXPECT_THAT(found.transitions, SizeIs(kMaxShownTransitions));
  EXPECT_TRUE(found.truncated);
}

TEST(History, TheOldestIncidentsGoWhenThereAreTooMany) {
  History history;
  for (std::size_t i = 0; i < kMaxIncidents; ++i) {
    EXPECT_THAT(history.add_incident("2026-" + std::to_string(1000 + i), "{}"), IsEmpty());
  }
  EXPECT_THAT(history.add_incident("2027", "{}"), ElementsAre("2026-1000"));
  EXPECT_FALSE(history.incident("2026-1000"));
  EXPECT_EQ(*history.incident("2027"), "{}");
  // Or too large all together; but never the newest.
  EXPECT_THAT(history.add_incident("2028", std::string(kMaxIncidentBytes, ' ')),
              SizeIs(kMaxIncidents));
  EXPECT_TRUE(history.incident("2028"));
}

TEST(Transition, IsReadBackFromItsJson) {
  const auto written = at(5);
  const auto read = transition_from_json(to_json(*written));
  ASSERT_TRUE(read);
  EXPECT_EQ(boost::json::serialize(to_json(*read)), boost::json::serialize(to_json(*written)));
  EXPECT_EQ(read->time.steady, written->time.steady);
  for (const char* key : {"role", "before", "verdict"}) {
    auto broken = to_json(*written);
    broken[key] = 5;
    EXPECT_FALSE(transition_from_json(broken)) << key;
  }
}

}  // namespace
}  // namespace deepalive::service
