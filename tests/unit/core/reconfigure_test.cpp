#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "tests/unit/core/hand_driven_role.h"

// A role that goes on by another specification.
namespace deepalive {
namespace {

using testing::check_of_level;
using testing::HandDrivenRole;
using testing::in_words;
using namespace std::chrono_literals;

class Reconfigured : public ::testing::Test {
 protected:
  const CheckSpec& front() const { return role.published().spec->checks[0]; }
  std::size_t looks(std::size_t check) const {
    return role.published().checks[check]->stats->observations(Outcome::pass);
  }

  HandDrivenRole role{{check_of_level("front", 4), check_of_level("api", 4)}};
};

TEST_F(Reconfigured, StreaksGoOn) {
  role.see("front", "PFF");
  role.reload();
  EXPECT_EQ(in_words(role.judgement().answers), "suspect");
  role.see("front", "F");
  EXPECT_EQ(in_words(role.judgement().answers), "dead");
}

TEST_F(Reconfigured, CountsGoOn) {
  role.see("front", "PPP");
  role.reload();
  EXPECT_EQ(looks(0), 3u);
  role.see("front", "P");
  EXPECT_EQ(looks(0), 4u);
}

TEST_F(Reconfigured, AFallThatIsReachedAlreadyIsAppliedByTheNextFail) {
  role.see("front", "PFF");
  role.see("api", "P");
  CheckSpec strict = front();
  strict.thresholds.fall = 2;
  role.reconfigure({strict, check_of_level("api", 4)}, {});
  EXPECT_EQ(in_words(role.judgement().answers), "suspect") << "not by the reload itself";
  role.see("front", "F");
  EXPECT_EQ(in_words(role.judgement().answers), "dead");
}

TEST_F(Reconfigured, ChecksAreKnownByTheirNamesWhateverTheirOrder) {
  role.see("front", "FFF");
  role.see("api", "P");
  role.advance(1min);
  role.see("front", "FFF");
  role.see("api", "P");
  role.reconfigure({check_of_level("api", 4), check_of_level("front", 4)}, {});
  EXPECT_EQ(role.judgement().check, "front");
  role.see("api", "P");
  EXPECT_EQ(role.judgement().verdict, Verdict::unhealthy);
  role.see("front", "PP");
  EXPECT_EQ(role.judgement().verdict, Verdict::healthy);
}

TEST_F(Reconfigured, ANewCheckSaysNothingBeforeItsFirstLook) {
  role.see("front", "P");
  role.see("api", "P");
  role.advance(1min);
  role.see("front", "P");
  role.see("api", "P");
  const auto generation = role.published().generation;
  role.reconfigure({front(), check_of_level("api", 4), check_of_level("new", 4)}, {});
  EXPECT_EQ(role.judgement().verdict, Verdict::healthy);
  EXPECT_EQ(role.published().generation, generation);
  role.see("front", "P");
  EXPECT_EQ(role.judgement().verdict, Verdict::healthy);
  role.see("new", "?");
  EXPECT_EQ(role.judgement().verdict, Verdict::degraded) << "now it is known that nothing is known";
  role.see("new", "FFF");
  EXPECT_EQ(role.judgement().check, "new");
  EXPECT_EQ(role.judgement().verdict, Verdict::unhealthy);
}

TEST_F(Reconfigured, ANewCheckDoesNotRevive) {
  role.advance(1min);
  role.see("front", "FFF");
  role.see("api", "P");
  ASSERT_EQ(in_words(role.judgement().answers), "dead");
  role.reconfigure({front(), check_of_level("new", 4)}, {});
  EXPECT_EQ(in_words(role.judgement().answers), "dead");
}

TEST_F(Reconfigured, ACheckThatHasGoneIsNotHeldAgainstTheRoleAnyMore) {
  role.advance(1min);
  role.see("front", "FFF");
  role.see("api", "P");
  const RoleChange change = role.reconfigure({check_of_level("api", 4)}, {});
  EXPECT_TRUE(change.is_transition());
  EXPECT_EQ(change.before->judgement.verdict, Verdict::unhealthy);
  EXPECT_EQ(change.after->judgement.verdict, Verdict::healthy);
}

TEST_F(Reconfigured, ARoleAllOfWhoseChecksAreNewBeginsInGrace) {
  role.see("front", "P");
  role.see("api", "P");
  role.advance(10min);
  role.see("front", "P");
  role.see("api", "P");
  role.reconfigure({check_of_level("other", 4)}, {.on_unknown = UnknownPolicy::dead});
  EXPECT_EQ(role.judgement().verdict, Verdict::initializing);
  role.see("other", "F");
  EXPECT_EQ(in_words(role.judgement().answers), "alive");
  role.see("other", "P");
  EXPECT_EQ(role.judgement().verdict, Verdict::healthy);
}

TEST_F(Reconfigured, ACheckOfAnotherKindIsAnotherCheck) {
  role.advance(1min);
  role.see("front", "FFF");
  role.see("api", "P");
  CheckSpec http = front();
  http.target = HttpTarget{};
  role.reconfigure({http, check_of_level("api", 4)}, {});
  EXPECT_EQ(role.judgement().verdict, Verdict::healthy);
  EXPECT_EQ(role.published().checks[0]->stats->observations(Outcome::fail), 0u);
}

TEST_F(Reconfigured, OtherRulesJudgeWhatIsKnownAtOnce) {
  role.advance(1min);
  role.see("front", "FFF");
  role.see("api", "P");
  role.reconfigure(role.published().spec->checks, {.failure_condition_level = 3});
  EXPECT_EQ(role.judgement().verdict, Verdict::degraded);
  role.reload();
  EXPECT_EQ(role.judgement().verdict, Verdict::degraded);
}

TEST_F(Reconfigured, MaintenanceAndPlacementStay) {
  role.see("front", "P");
  role.maintain(10min);
  role.reload();
  EXPECT_EQ(role.judgement().verdict, Verdict::maintenance);
  role.end_maintenance();
  role.place(NodePlacement::standby);
  role.reconfigure({front(), check_of_level("new", 4)}, {});
  EXPECT_EQ(role.judgement().verdict, Verdict::standby);
}

TEST_F(Reconfigured, ANewCheckDoesNotTakeReadinessFromAStandby) {
  role.place(NodePlacement::standby);
  role.see("front", "P");
  role.see("api", "P");
  ASSERT_TRUE(standby_ready(role.judgement()));
  role.reconfigure({front(), check_of_level("api", 4), check_of_level("new", 4)}, {});
  EXPECT_TRUE(standby_ready(role.judgement()));
}

// A reload that changes nothing does what a look at the clock does: two lives that differ in that
// only are judged alike to the last word.
TEST(ReconfiguredProperty, AReloadThatChangesNothingIsSeenByNobody) {
  for (unsigned seed = 1; seed <= 60; ++seed) {
    std::mt19937 random(seed);
    const auto below = [&random](unsigned limit) {
      return static_cast<unsigned>(random() % limit);
    };
    std::vector<CheckSpec> checks;
    for (unsigned i = 0; i < 1 + below(4); ++i) {
      CheckSpec& check = checks.emplace_back(
          check_of_level("c" + std::to_string(i), 1 + static_cast<int>(below(5))));
      check.thresholds = {.fall = 1 + below(4), .rise = 1 + below(4)};
      if (below(2) == 0) check.target = HttpTarget{};
      if (i > 0 && below(3) == 0) check.depends_on = {i - 1};
      if (below(4) == 0) check.scope = CheckScope::shared;
    }
    const RoleRules rules{.failure_condition_level = static_cast<int>(below(6)),
                          .grace = std::chrono::seconds(below(40)),
                          .hold = std::chrono::seconds(below(40)),
                          .stale_after = std::chrono::seconds(1 + below(40)),
                          .on_unknown = below(2) ? UnknownPolicy::dead : UnknownPolicy::alive};
    HandDrivenRole with(checks, rules);
    HandDrivenRole without(checks, rules);
    for (int step = 0; step < 300; ++step) {
      const unsigned what = below(100);
      const std::string check = "c" + std::to_string(below(static_cast<unsigned>(checks.size())));
      const std::string result(1, "PPSFF?"[below(6)]);
      const Duration time = std::chrono::milliseconds(below(20'000));
      for (HandDrivenRole* role : {&with, &without}) {
        if (what < 60) role->see(check, result);
        if (what >= 60 && what < 75) role->advance(time);
        if (what >= 75 && what < 77) role->recycle(time);
        if (what == 77) role->maintain(time);
        if (what == 78) role->place(NodePlacement::standby);
        if (what == 79) role->place(NodePlacement::active);
        if (what >= 80) role == &with ? role->reload() : role->refresh();
      }
      const Judgement& one = with.published().judgement;
      const Judgement& other = without.published().judgement;
      ASSERT_TRUE(same_verdict(one, other)) << "seed " << seed << ", step " << step;
      ASSERT_EQ(one.detail, other.detail);
      ASSERT_EQ(one.evidence, other.evidence);
      ASSERT_EQ(one.valid_until, other.valid_until);
      ASSERT_EQ(with.published().generation, without.published().generation);
      ASSERT_EQ(with.published().since.steady, without.published().since.steady);
    }
  }
}

TEST(NodeHealthSwap, IsSeenAllAtOnce) {
  NodeHealth node;
  const auto role = [](const std::string& name, std::uint64_t generation) {
    RoleSpec spec;
    spec.name = name;
    RoleHealth health;
    health.spec = std::make_shared<const RoleSpec>(spec);
    health.generation = generation;
    return std::make_shared<const RoleHealth>(health);
  };
  node.publish(role("old", 1));
  node.publish(role("kept", 1));
  {
    const NodeHealth::Swap swap(node);
    node.publish(role("kept", 2));
    node.publish(role("new", 1));
    node.remove("old");
    EXPECT_EQ(node.find("kept")->generation, 1u);
    EXPECT_NE(node.find("old"), nullptr);
    EXPECT_EQ(node.find("new"), nullptr);
  }
  EXPECT_EQ(node.find("kept")->generation, 2u);
  EXPECT_EQ(node.find("old"), nullptr);
  EXPECT_NE(node.find("new"), nullptr);
  node.publish(role("kept", 3));
  EXPECT_EQ(node.find("kept")->generation, 3u);
}

}  // namespace
}  // namespace deepalive
