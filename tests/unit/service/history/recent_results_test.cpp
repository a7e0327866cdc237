#include "service/history/recent_results.h"

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <thread>

namespace deepalive::service {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;

// One role with an HTTP check and a port, told by hand.
class Shop : public ::testing::Test {
 protected:
  static std::shared_ptr<const NodeSpec> make_spec() {
    auto spec = std::make_shared<NodeSpec>();
    RoleSpec role;
    role.name = "shop";
    role.checks = {{.name = "front", .cadence = {}, .thresholds = {}, .target = HttpTarget{}},
                   {.name = "port", .cadence = {}, .thresholds = {}, .target = TcpTarget{}}};
    spec->roles.push_back(std::move(role));
    return spec;
  }

  void see(std::size_t check, Observation seen) {
    now.steady += milliseconds(1);
    now.wall += milliseconds(1);
    seen.time = now;
    const RoleInput input = Observed{check, std::move(seen)};
    recent.record(input, keeper.take(input, now));
  }
  void pass(std::size_t check, Duration duration) {
    see(check, {.outcome = Outcome::pass, .reason = Reason::ok, .duration = duration});
  }

  const std::shared_ptr<const NodeSpec> spec = make_spec();
  Instant now{TimePoint(std::chrono::hours(1)), WallTime(std::chrono::seconds(1'700'000'000))};
  NodeHealth node;
  RoleKeeper keeper{std::shared_ptr<const RoleSpec>(spec, spec->roles.data()), node, now};
  RecentResults recent{*spec};
};

TEST_F(Shop, HasNoResultsBeforeTheFirstLook) {
  EXPECT_TRUE(recent.of("shop", "front").empty());
  EXPECT_TRUE(recent.of("shop", "back").empty());
  EXPECT_TRUE(recent.of("nobody", "front").empty());
}

TEST_F(Shop, KeepsAllThatWasSeenOfALook) {
  const HttpPhases phases{.resolve = microseconds(1),
                          .connect = microseconds(20),
                          .tls = milliseconds(300),
                          .processing = milliseconds(4000),
                          .transfer = microseconds(7)};
  see(0, {.outcome = Outcome::fail,
          .reason = Reason::status_unexpected,
          .duration = milliseconds(4321),
          .http = HttpEvidence{.phases = phases, .status = 500}});
  const RecentResult expected{.time = now.wall,
                              .outcome = Outcome::fail,
                              .reason = Reason::status_unexpected,
                              .duration = milliseconds(4321),
                              .phases = phases};
  EXPECT_EQ(recent.of("shop", "front"), std::vector{expected});
}

TEST_F(Shop, KeepsNoPhasesOfWhatHasNone) {
  see(1, {.outcome = Outcome::pass,
          .degraded = true,
          .reason = Reason::slow,
          .duration = milliseconds(5)});
  const auto results = recent.of("shop", "port");
  ASSERT_EQ(results.size(), 1u);
  EXPECT_TRUE(results[0].degraded);
  EXPECT_EQ(results[0].reason, Reason::slow);
  EXPECT_FALSE(results[0].phases);
  EXPECT_TRUE(recent.of("shop", "front").empty());
}

TEST_F(Shop, KeepsTheNewestInTheirOrder) {
  for (int i = 1; i <= 200; ++i) pass(0, milliseconds(i));
  const auto results = recent.of("shop", "front");
  ASSERT_EQ(results.size(), RecentResults::kKept);
  for (std::size_t i = 0; i < results.size(); ++i) {
    EXPECT_EQ(results[i].duration, milliseconds(200 - RecentResults::kKept + 1 + i));
  }
}

TEST_F(Shop, BoundsDurationsInsteadOfWrappingThem) {
  pass(0, std::chrono::hours(3));
  pass(0, -milliseconds(1));
  const auto results = recent.of("shop", "front");
  ASSERT_EQ(results.size(), 2u);
  EXPECT_GT(results[0].duration, std::chrono::hours(1));
  EXPECT_EQ(results[1].duration, Duration::zero());
}

TEST_F(Shop, KeepsTheResultsOfAChecksNameAndKindOverAReload) {
  pass(0, milliseconds(7));
  pass(1, milliseconds(8));
  NodeSpec next = *spec;
  auto& checks = next.roles[0].checks;
  std::swap(checks[0], checks[1]);
  checks[0].target = CommandTarget{};  // the port is looked at in another way
  recent.reconfigure(next);
  EXPECT_EQ(recent.of("shop", "front").size(), 1u);
  EXPECT_TRUE(recent.of("shop", "port").empty());
  next.roles.clear();
  recent.reconfigure(next);
  EXPECT_TRUE(recent.of("shop", "front").empty());
}

// Each look takes as long as its number, in all phases, so that a mixture of two would be seen.
TEST_F(Shop, ShowsAReaderOnlyWholeResultsWhileTheyAreWritten) {
  std::atomic<bool> done = false;
  std::jthread reader([&] {
    while (!done) {
      Duration before{};
      for (const RecentResult& result : recent.of("shop", "front")) {
        EXPECT_GT(result.duration, before);
        ASSERT_TRUE(result.phases);
        EXPECT_EQ(result.phases->resolve, result.duration);
        EXPECT_EQ(result.phases->transfer, result.duration);
        before = result.duration;
      }
    }
  });
  for (int i = 1; i <= 5'000; ++i) {
    const Duration took = microseconds(i);
    see(0, {.outcome = Outcome::pass,
            .reason = Reason::ok,
            .duration = took,
            .http = HttpEvidence{.phases = {took, took, took, took, took}}});
  }
  done = true;
}

}  // namespace
}  // namespace deepalive::service
