#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "core/verdict.h"
#include "tests/unit/core/hand_driven_role.h"

namespace deepalive {
namespace {

using testing::check_of_level;
using testing::HandDrivenRole;
using namespace std::chrono_literals;

CheckSpec http_check(std::string name, std::vector<std::size_t> depends_on = {}) {
  CheckSpec check = check_of_level(std::move(name), 4);
  check.target = HttpTarget{};
  check.depends_on = std::move(depends_on);
  return check;
}

CheckSpec shared(CheckSpec check) {
  check.scope = CheckScope::shared;
  return check;
}

// `front` depends on `middle`, which depends on `database`, which all nodes share.
class SharedDatabase : public ::testing::Test {
 protected:
  SharedDatabase() { role_.advance(30s); }

  void all_pass() {
    for (const char* check : {"front", "middle", "database"}) role_.see(check, "P");
  }
  void expect(Verdict verdict, std::string_view cause, Answers answers) {
    const Judgement now = role_.judgement();
    EXPECT_EQ(to_name(now.verdict), to_name(verdict)) << now.detail;
    EXPECT_EQ(now.check, cause) << now.detail;
    EXPECT_EQ(now.answers.looks_alive, answers.looks_alive) << now.detail;
    EXPECT_EQ(now.answers.is_alive, answers.is_alive) << now.detail;
  }

  HandDrivenRole role_{
      {http_check("front", {1}), http_check("middle", {2}), shared(http_check("database"))}};
};

TEST_F(SharedDatabase, WhenItIsDownTheRoleIsDegradedWhateverItsLevel) {
  all_pass();
  role_.see("database", "FFF");
  expect(Verdict::degraded, "database", {true, true});
}

TEST_F(SharedDatabase, WhatDependsOnItIsDownBecauseOfItAndDoesNotFailTheRoleOver) {
  all_pass();
  role_.see("database", "FFF");
  role_.see("front", "FFF");
  expect(Verdict::degraded, "database", {true, true});
  EXPECT_NE(role_.judgement().detail.find("front is down because of it"), std::string::npos)
      << role_.judgement().detail;
}

TEST_F(SharedDatabase, ADependentThatGoesDownFirstWaitsForTheLookAtIt) {
  all_pass();
  role_.advance(1s);
  role_.see("front", "FFF");  // the database has not been looked at since
  expect(Verdict::degraded, "front", {false, true});
  role_.advance(1s);
  role_.see("database", "F");  // turning down: still to be waited for
  expect(Verdict::degraded, "front", {false, true});
  role_.see("database", "FF");
  expect(Verdict::degraded, "database", {true, true});
}

TEST_F(SharedDatabase, WhenItIsWellADependentIsDownOnItsOwnAccount) {
  all_pass();
  role_.advance(1s);
  role_.see("front", "FFF");
  role_.advance(1s);
  role_.see("database", "P");
  expect(Verdict::unhealthy, "front", {false, false});
}

TEST_F(SharedDatabase, OneThatNobodyLooksAtExcusesNothingForLong) {
  all_pass();
  role_.advance(1s);
  role_.see("front", "FFF");
  expect(Verdict::degraded, "front", {false, true});
  role_.advance(29s);
  role_.see("middle", "P");
  role_.see("front", "F");
  expect(Verdict::unhealthy, "front", {false, false});
}

TEST_F(SharedDatabase, WhoDoesNotDependOnItIsNotExcused) {
  HandDrivenRole role({http_check("front"), shared(http_check("database"))});
  role.advance(30s);
  role.see("front", "P");
  role.see("database", "PFFF");
  role.see("front", "FFF");
  EXPECT_EQ(role.judgement().verdict, Verdict::unhealthy);
  EXPECT_EQ(role.judgement().check, "front");
}

TEST_F(SharedDatabase, WhenItComesBackWhatStaysDownIsCountedAnew) {
  all_pass();
  role_.see("database", "FFF");
  role_.see("front", "FFF");
  role_.advance(1s);
  role_.see("database", "PP");
  expect(Verdict::degraded, "front", {true, true});
  role_.see("front", "FF");
  expect(Verdict::degraded, "front", {false, true});
  role_.advance(1s);
  role_.see("database", "P");
  role_.see("front", "F");
  expect(Verdict::unhealthy, "front", {false, false});
}

TEST_F(SharedDatabase, WhenItComesBackOnePassIsEnoughForWhatWasDownBecauseOfIt) {
  all_pass();
  role_.see("database", "FFF");
  role_.see("front", "FFFF");
  role_.advance(1s);
  role_.see("database", "PP");
  role_.see("front", "P");
  expect(Verdict::healthy, "", {true, true});
}

TEST_F(SharedDatabase, ABlipTooShortToTurnItDownKillsNobodyEither) {
  all_pass();
  role_.advance(1s);
  role_.see("front", "FF");
  role_.see("database", "F");
  role_.see("front", "F");
  expect(Verdict::degraded, "front", {false, true});
  role_.advance(1s);
  role_.see("database", "P");
  expect(Verdict::degraded, "front", {true, true});
  role_.see("front", "P");
  expect(Verdict::healthy, "", {true, true});
}

TEST_F(SharedDatabase, ItsBlipExcusesNothingThatFailedWhileItPassed) {
  all_pass();
  role_.advance(1s);
  role_.see("front", "FF");
  role_.advance(1s);
  role_.see("database", "PF");
  role_.see("front", "F");
  role_.advance(1s);
  role_.see("database", "P");
  expect(Verdict::unhealthy, "front", {false, false});
}

// Placement.

CheckSpec of_kind(CheckKind kind, std::string name) {
  CheckSpec check = check_of_level(std::move(name), 2);
  switch (kind) {
    case CheckKind::service:
      check.target = ServiceTarget{};
      break;
    case CheckKind::site:
      check.target = SiteTarget{};
      break;
    case CheckKind::app_pool:
      check.target = AppPoolTarget{};
      break;
    default:
      check.target = HttpTarget{};
      break;
  }
  return check;
}

class StandbyRole : public ::testing::Test {
 protected:
  StandbyRole() { role_.place(NodePlacement::standby); }

  void fails_for(std::string_view check, Reason reason, int times = 3) {
    for (int i = 0; i < times; ++i) {
      role_.observe(check, {.outcome = Outcome::fail, .reason = reason, .detail = "seen"});
    }
  }

  HandDrivenRole role_{{of_kind(CheckKind::service, "w3svc"), of_kind(CheckKind::site, "site"),
                        of_kind(CheckKind::http, "front")}};
};

TEST_F(StandbyRole, IsAliveAndNotReadyUntilItWasLookedAt) {
  EXPECT_EQ(role_.judgement().verdict, Verdict::standby);
  EXPECT_TRUE(role_.judgement().answers.is_alive);
  EXPECT_FALSE(standby_ready(role_.judgement()));
}

TEST_F(StandbyRole, IsReadyAlthoughItsSiteAndServiceAreStopped) {
  fails_for("w3svc", Reason::service_not_running);
  fails_for("site", Reason::site_not_started);
  EXPECT_EQ(role_.judgement().verdict, Verdict::standby);
  EXPECT_TRUE(standby_ready(role_.judgement())) << role_.judgement().detail;
}

TEST_F(StandbyRole, SaysBeforeTheFailoverThatItsSiteIsMissing) {
  role_.see("w3svc", "P");
  fails_for("site", Reason::site_missing);
  const Judgement now = role_.judgement();
  EXPECT_EQ(now.verdict, Verdict::standby);
  EXPECT_FALSE(standby_ready(now));
  EXPECT_EQ(now.reason, Reason::site_missing);
  EXPECT_EQ(now.check, "site");
  EXPECT_TRUE(now.answers.is_alive);  // nothing is to be failed over from here
}

TEST_F(StandbyRole, ADisabledServiceCannotBeStarted) {
  role_.see("site", "P");
  fails_for("w3svc", Reason::service_disabled);
  EXPECT_FALSE(standby_ready(role_.judgement()));
  EXPECT_EQ(role_.judgement().reason, Reason::service_disabled);
}

TEST_F(StandbyRole, IsNotReadyOnceNobodyLooks) {
  role_.see("w3svc", "P");
  role_.see("site", "P");
  ASSERT_TRUE(standby_ready(role_.judgement()));
  role_.advance(31s);
  EXPECT_FALSE(standby_ready(role_.judgement()));
  EXPECT_EQ(role_.judgement().reason, Reason::stale);
}

TEST_F(StandbyRole, ComingOnlineBeginsGraceAndForgetsWhatStandbySaw) {
  fails_for("site", Reason::site_missing);
  role_.place(NodePlacement::active);
  EXPECT_EQ(role_.judgement().verdict, Verdict::initializing);
  for (const char* check : {"w3svc", "site", "front"}) role_.see(check, "P");
  EXPECT_EQ(role_.judgement().verdict, Verdict::healthy);
}

TEST_F(StandbyRole, AStoppedSiteIsAFailureOnceItIsActive) {
  role_.place(NodePlacement::active);
  role_.advance(30s);
  role_.see("w3svc", "P");
  role_.see("front", "P");
  fails_for("site", Reason::site_not_started);
  EXPECT_EQ(role_.judgement().verdict, Verdict::unhealthy);
}

TEST_F(StandbyRole, EachComingOnlineHasAGraceOfItsOwn) {
  role_.place(NodePlacement::active);
  role_.advance(40s);
  fails_for("site", Reason::site_not_started);
  ASSERT_EQ(role_.judgement().verdict, Verdict::unhealthy);
  role_.place(NodePlacement::active);  // the cluster tries once more on this node
  EXPECT_EQ(role_.judgement().verdict, Verdict::initializing);
}

}  // namespace
}  // namespace deepalive
