#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "core/verdict.h"
#include "tests/unit/core/hand_driven_role.h"

// What is not held against a role for a while: fails after a recycle (rule 7), maintenance (rule
// 9), and what a restart carries over.
namespace deepalive {
namespace {

using testing::check_of_level;
using testing::HandDrivenRole;
using ::testing::Test;
using namespace std::chrono_literals;

class ServedRole : public Test {
 protected:
  ServedRole() {
    role_.advance(30s);
    role_.see("pool", "P");
    role_.see("front", "P");
  }

  static std::vector<CheckSpec> checks() {
    CheckSpec pool = check_of_level("pool", 2);
    pool.target = AppPoolTarget{"ShopPool", {}};
    CheckSpec front = check_of_level("front", 4);
    front.target = HttpTarget{};
    return {pool, front};
  }
  std::string now() const {
    const Judgement judgement = role_.judgement();
    return std::string(to_name(judgement.verdict)) + " " +
           (judgement.answers.is_alive ? (judgement.answers.looks_alive ? "alive" : "suspect")
                                       : "dead");
  }

  HandDrivenRole role_{checks(), {.grace = 20s}};
};

using Recycling = ServedRole;

TEST_F(Recycling, FailsThatBeginAfterItAreInGrace) {
  role_.advance(2s);
  role_.recycle(2s);
  EXPECT_EQ(now(), "healthy alive") << "a recycle that nobody notices changes nothing";
  role_.see("front", "FFF");
  EXPECT_EQ(now(), "initializing alive");
  EXPECT_EQ(role_.judgement().detail,
            "front: status_unexpected; application pool ShopPool has a new worker");
  const TimePoint end = role_.now().steady + 20s;
  EXPECT_EQ(role_.judgement().valid_until, end);
  EXPECT_EQ(role_.judgement_at(end).verdict, Verdict::unhealthy);
}

TEST_F(Recycling, FailsThatBeganJustBeforeItWasSeenAreToo) {
  role_.advance(2s);
  role_.see("front", "FF");
  EXPECT_EQ(now(), "healthy suspect");
  role_.recycle(2s);
  EXPECT_EQ(now(), "initializing alive");
}

TEST_F(Recycling, DoesNotExcuseWhatFailedBefore) {
  role_.see("front", "F");
  role_.advance(3s);
  role_.recycle(2s);
  role_.see("front", "FF");
  EXPECT_EQ(now(), "unhealthy dead");
}

TEST_F(Recycling, DoesNotExcuseAPoolThatIsStopped) {
  role_.recycle(0s);
  role_.see("pool", "FFF");
  EXPECT_EQ(now(), "unhealthy dead");
}

TEST_F(Recycling, OnePassEndsItAndTheRoleIsWellAgain) {
  role_.recycle(0s);
  role_.see("front", "FFFF");
  role_.see("front", "P");
  EXPECT_EQ(now(), "healthy alive") << "no second pass is needed: the fails did not count";
  role_.advance(1s);
  role_.see("front", "F");
  EXPECT_EQ(now(), "initializing alive") << "still within grace of the same recycle";
}

TEST_F(Recycling, AWorkerThatDiesAgainAndAgainGetsOneGrace) {
  role_.recycle(0s);
  role_.see("front", "FFF");
  for (int i = 0; i < 3; ++i) {
    role_.advance(5s);
    role_.recycle(2s);
    role_.see("front", "F");
    EXPECT_EQ(now(), "initializing alive");
  }
  role_.advance(5s);
  EXPECT_EQ(now(), "unhealthy dead") << "20 s after the first";
  role_.recycle(2s);
  role_.see("front", "F");
  EXPECT_EQ(now(), "unhealthy dead");
}

TEST(GraceOfAStart, OnePassAfterManyFailsIsEnough) {
  HandDrivenRole role({check_of_level("a", 4)}, {.grace = 20s});
  role.see("a", "FFFFF");
  role.see("a", "P");
  EXPECT_EQ(role.judgement().verdict, Verdict::healthy) << role.judgement().detail;
}

using InMaintenance = ServedRole;

TEST_F(InMaintenance, IsAliveWhateverIsFoundAndShowsIt) {
  role_.maintain(10min);
  EXPECT_EQ(now(), "maintenance alive");
  role_.see("front", "FFF");
  EXPECT_EQ(now(), "maintenance alive");
  const Judgement judgement = role_.judgement();
  EXPECT_EQ(judgement.reason, Reason::in_maintenance);
  EXPECT_NE(judgement.detail.find("new disks; without it: unhealthy, front: status_unexpected"),
            std::string::npos)
      << judgement.detail;
}

TEST_F(InMaintenance, WhatIsFoundMeanwhileIsNoTransition) {
  role_.maintain(10min);
  const auto generation = role_.published().generation;
  role_.see("front", "FFFPP");
  EXPECT_EQ(role_.published().generation, generation);
}

TEST_F(InMaintenance, EndsByItselfAlsoWithoutAWriter) {
  role_.maintain(25s);
  role_.advance(24s);
  role_.see("pool", "P");
  role_.see("front", "FFF");
  EXPECT_EQ(now(), "maintenance alive");
  EXPECT_EQ(role_.judgement().valid_until, role_.now().steady + 1s);
  role_.advance(1s);
  EXPECT_EQ(now(), "unhealthy dead");
}

TEST_F(InMaintenance, EndsOnRequest) {
  role_.maintain(10min);
  role_.see("front", "FFF");
  role_.end_maintenance();
  EXPECT_EQ(now(), "unhealthy dead");
}

TEST_F(InMaintenance, GoesOnWhenTheRoleIsPlacedAndSaysSoOnStandby) {
  role_.maintain(10min);
  role_.place(NodePlacement::standby);
  EXPECT_EQ(now(), "standby alive") << "a load balancer must not send requests here";
  EXPECT_NE(role_.judgement().detail.find("in maintenance until"), std::string::npos);
  role_.place(NodePlacement::active);
  EXPECT_EQ(now(), "maintenance alive");
}

TEST_F(InMaintenance, NothingFromBeforeItKillsOnceNothingIsKnown) {
  role_.see("front", "FFF");
  role_.maintain(10min);
  role_.advance(10min);
  EXPECT_EQ(now(), "unknown alive");
}

using Restarted = ServedRole;

TEST_F(Restarted, TheGenerationGoesOn) {
  const auto generation = role_.published().generation;
  role_.restart();
  EXPECT_GT(role_.published().generation, generation);
}

TEST_F(Restarted, StreaksGoOn) {
  role_.see("front", "FF");
  role_.restart();
  role_.advance(20s);
  role_.see("pool", "P");
  EXPECT_EQ(now(), "healthy suspect");
  role_.see("front", "F");
  EXPECT_EQ(now(), "unhealthy dead");
}

TEST_F(Restarted, WhatWasDownIsInGraceAndThenDownForTheSameReason) {
  role_.see("front", "FFF");
  role_.advance(1s);
  role_.restart();
  EXPECT_EQ(now(), "initializing alive");
  role_.advance(20s);
  EXPECT_EQ(now(), "unhealthy dead");
  EXPECT_EQ(role_.judgement().reason, Reason::status_unexpected);
}

TEST_F(Restarted, OldEvidenceIsStale) {
  role_.see("front", "FFF");
  role_.advance(30s);
  role_.restart();
  role_.advance(20s);
  EXPECT_EQ(now(), "unknown alive");
}

TEST_F(Restarted, MaintenanceAndPlacementAreKept) {
  role_.maintain(1min);
  role_.restart();
  EXPECT_EQ(now(), "maintenance alive");
  role_.place(NodePlacement::standby);
  role_.restart();
  EXPECT_EQ(now(), "standby alive");
}

}  // namespace
}  // namespace deepalive
