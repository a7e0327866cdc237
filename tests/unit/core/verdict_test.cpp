#include "core/verdict.h"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "tests/unit/core/hand_driven_role.h"

namespace deepalive {
namespace {

using testing::check_of_level;
using testing::HandDrivenRole;
using testing::in_words;
using namespace std::chrono_literals;

// A role whose checks are named a, b, c, … and have these levels, past its grace.
class RolePastGrace : public HandDrivenRole {
 public:
  explicit RolePastGrace(const std::vector<int>& levels, RoleRules rules = {})
      : HandDrivenRole(checks_of(levels), rules) {
    advance(rules.grace);
  }

  static std::string name_of(std::size_t check) { return {static_cast<char>('a' + check)}; }

 private:
  static std::vector<CheckSpec> checks_of(const std::vector<int>& levels) {
    std::vector<CheckSpec> checks;
    for (const int level : levels) checks.push_back(check_of_level(name_of(checks.size()), level));
    return checks;
  }
};

TEST(Judge, TurnsConditionsIntoAVerdict) {
  struct Seen {
    int level;
    std::string_view results;  // as in HandDrivenRole; fall 3, rise 2
  };
  struct Row {
    std::string_view rule;
    int role_level;
    std::vector<Seen> checks;
    std::string_view verdict;
    std::string_view answers;
    std::string_view cause;
    std::string_view reason;
  };
  const std::vector<Row> rows = {
      {"all pass", 4, {{1, "P"}, {4, "P"}}, "healthy", "alive", "", "ok"},
      {"a counting condition pending down is suspicion only",
       4,
       {{1, "P"}, {4, "PF"}},
       "healthy",
       "suspect",
       "b",
       "status_unexpected"},
      {"a counting condition down",
       4,
       {{1, "P"}, {4, "PFFF"}},
       "unhealthy",
       "dead",
       "b",
       "status_unexpected"},
      {"still down while passes are counted, and still for the same reason",
       4,
       {{4, "PFFFP"}},
       "unhealthy",
       "dead",
       "a",
       "status_unexpected"},
      {"up again after rise", 4, {{4, "PFFFPP"}}, "healthy", "alive", "", "ok"},
      {"down that does not count degrades",
       3,
       {{1, "P"}, {4, "PFFF"}},
       "degraded",
       "alive",
       "b",
       "status_unexpected"},
      {"pending that does not count is no suspicion",
       3,
       {{1, "P"}, {4, "PF"}},
       "healthy",
       "alive",
       "",
       "ok"},
      {"slow degrades", 4, {{4, "PSSS"}}, "degraded", "alive", "a", "slow"},
      {"slow, with one good pass that does not turn it, is still slow",
       4,
       {{4, "PSSSP"}},
       "degraded",
       "alive",
       "a",
       "slow"},
      {"at level 5 slow fails", 5, {{4, "PSSS"}}, "unhealthy", "dead", "a", "slow"},
      {"slow is debounced", 5, {{4, "PSS"}}, "healthy", "alive", "", "ok"},
      {"level 0 never fails", 0, {{1, "PFFF"}}, "degraded", "alive", "a", "status_unexpected"},
      {"the shallowest cause is the root, wherever it stands",
       4,
       {{4, "PFFF"}, {2, "PFFF"}, {1, "PFFF"}, {3, "PFFF"}},
       "unhealthy",
       "dead",
       "c",
       "status_unexpected"},
      {"among equals the first",
       4,
       {{1, "P"}, {4, "PFFF"}, {4, "PFFF"}},
       "unhealthy",
       "dead",
       "b",
       "status_unexpected"},
      {"unhealthy outranks degraded",
       4,
       {{5, "PFFF"}, {4, "PFFF"}, {1, "??"}},
       "unhealthy",
       "dead",
       "b",
       "status_unexpected"},
      {"down outranks unreadable among what degrades",
       3,
       {{1, "??"}, {4, "PFFF"}},
       "degraded",
       "alive",
       "b",
       "status_unexpected"},
      {"flags that cannot be read while the probe passes",
       4,
       {{1, "??"}, {2, "??"}, {4, "P"}},
       "degraded",
       "alive",
       "a",
       "state_unreadable"},
      {"a probe that cannot look while the flags are fine",
       4,
       {{1, "P"}, {4, "??"}},
       "degraded",
       "alive",
       "b",
       "state_unreadable"},
      {"one that never looked while the others pass",
       4,
       {{1, "P"}, {4, ""}},
       "degraded",
       "alive",
       "b",
       "not_observed"},
      {"fails that have not decided yet, from the start",
       4,
       {{1, "P"}, {4, "FF"}},
       "degraded",
       "suspect",
       "b",
       "status_unexpected"},
      {"nothing can look", 4, {{1, "??"}, {4, "?"}}, "unknown", "alive", "a", "state_unreadable"},
      {"nothing but fails that have not decided yet",
       4,
       {{4, "FF"}},
       "unknown",
       "suspect",
       "a",
       "status_unexpected"},
      {"never up and fallen", 4, {{4, "FFF"}}, "unhealthy", "dead", "a", "status_unexpected"},
      {"what could not look does not hide what is down",
       4,
       {{4, "PFFF???"}},
       "unhealthy",
       "dead",
       "a",
       "status_unexpected"},
      {"a role without checks", 4, {}, "unknown", "alive", "", "not_observed"},
  };
  for (const Row& row : rows) {
    std::vector<int> levels;
    for (const Seen& seen : row.checks) levels.push_back(seen.level);
    RolePastGrace role(levels, {.failure_condition_level = row.role_level});
    for (std::size_t i = 0; i < row.checks.size(); ++i) {
      role.see(RolePastGrace::name_of(i), row.checks[i].results);
    }
    role.refresh();
    const Judgement judgement = role.judgement();
    EXPECT_EQ(to_name(judgement.verdict), row.verdict) << row.rule;
    EXPECT_EQ(in_words(judgement.answers), row.answers) << row.rule;
    EXPECT_EQ(judgement.check, row.cause) << row.rule;
    EXPECT_EQ(to_name(judgement.reason), row.reason) << row.rule;
    EXPECT_FALSE(judgement.detail.empty()) << row.rule;
  }
}

TEST(Judge, ACheckCountsAtOrUnderTheRolesLevel) {
  for (int role_level = 0; role_level <= 5; ++role_level) {
    for (int level = 1; level <= 5; ++level) {
      for (const std::string_view results : {"PFFF", "PSSS", "PF"}) {
        RolePastGrace role({level}, {.failure_condition_level = role_level});
        role.see("a", results);
        const bool counts = level <= role_level;
        const bool kills = counts && (results == "PFFF" || (results == "PSSS" && role_level == 5));
        const bool suspicious = counts && results == "PF";
        const Judgement judgement = role.judgement();
        const std::string where = "role level " + std::to_string(role_level) + ", check level " +
                                  std::to_string(level) + ", " + std::string(results);
        EXPECT_EQ(to_name(judgement.verdict),
                  kills ? "unhealthy" : (results == "PF" ? "healthy" : "degraded"))
            << where;
        EXPECT_EQ(in_words(judgement.answers), kills        ? "dead"
                                               : suspicious ? "suspect"
                                                            : "alive")
            << where;
      }
    }
  }
}

TEST(Judge, TheDetailNamesTheCheckAndWhatItSaw) {
  RolePastGrace role({4});
  role.see("a", "PFF");
  Observation fail = HandDrivenRole::observation('F');
  fail.detail = "status 500 (expected 200-299)";
  role.observe("a", fail);
  EXPECT_EQ(role.judgement().detail, "a: status 500 (expected 200-299)");
  role.see("a", "P");
  EXPECT_EQ(role.judgement().detail, "a: status 500 (expected 200-299)")
      << "a first pass does not take the reason away";
}

TEST(Judge, TheEvidenceIsTheCausesOrElseTheOldest) {
  RolePastGrace role({1, 4});
  role.see("a", "P");
  const TimePoint oldest = role.now().steady;
  role.advance(5s);
  role.see("b", "P");
  EXPECT_EQ(role.judgement().evidence, oldest);
  role.see("b", "FFF");
  EXPECT_EQ(role.judgement().evidence, role.now().steady);
}

TEST(Staleness, TheLastVerdictIsHeldThenOnUnknownApplies) {
  struct Row {
    std::string_view results;
    UnknownPolicy policy;
    std::string_view held;
    std::string_view after;
  };
  const std::vector<Row> rows = {
      {"P", UnknownPolicy::alive, "alive", "alive"},
      {"P", UnknownPolicy::dead, "alive", "dead"},
      {"PFFF", UnknownPolicy::alive, "dead", "alive"},
      {"PFFF", UnknownPolicy::dead, "dead", "dead"},
      {"PF", UnknownPolicy::alive, "suspect", "alive"},
  };
  for (const Row& row : rows) {
    RolePastGrace role({4}, {.hold = 20s, .stale_after = 30s, .on_unknown = row.policy});
    role.see("a", row.results);
    const TimePoint seen = role.now().steady;
    // Without a writer first, then with one that comes when the verdict is due.
    for (const bool written : {false, true}) {
      const Judgement held = role.judgement_at(seen + 30s);
      EXPECT_EQ(held.verdict, Verdict::unknown);
      EXPECT_EQ(held.reason, Reason::stale);
      EXPECT_EQ(in_words(held.answers), row.held) << row.results;
      EXPECT_EQ(held.valid_until, seen + 50s);
      EXPECT_EQ(in_words(role.judgement_at(seen + 50s - 1ns).answers), row.held) << row.results;
      const Judgement after = role.judgement_at(seen + 50s);
      EXPECT_EQ(after.verdict, Verdict::unknown);
      EXPECT_EQ(in_words(after.answers), row.after) << row.results;
      EXPECT_NE(after.detail.find("on_unknown"), std::string::npos) << "loudly";
      EXPECT_EQ(after.valid_until, TimePoint::max());
      EXPECT_EQ(after.evidence, seen);
      if (written) continue;
      role.advance(30s);
      role.refresh();
    }
  }
}

TEST(Staleness, ProbesThatPassOutrankFlagsThatWentStale) {
  RolePastGrace role({1, 4});
  role.see("a", "P");
  role.advance(20s);
  role.see("b", "P");
  EXPECT_EQ(role.judgement_at(role.now().steady + 10s - 1ns).verdict, Verdict::healthy);
  const Judgement judgement = role.judgement_at(role.now().steady + 10s);
  EXPECT_EQ(judgement.verdict, Verdict::degraded);
  EXPECT_EQ(judgement.check, "a");
  EXPECT_EQ(judgement.reason, Reason::stale);
  EXPECT_EQ(in_words(judgement.answers), "alive");
}

TEST(Staleness, ADownConditionThatGoesStaleKillsNoLonger) {
  RolePastGrace role({1, 4});
  role.see("a", "PFFF");
  role.advance(20s);
  role.see("b", "P");
  EXPECT_EQ(role.judgement().verdict, Verdict::unhealthy);
  role.advance(10s);
  role.refresh();
  EXPECT_EQ(role.judgement().verdict, Verdict::degraded);
}

TEST(Staleness, ASuspicionAgesTooBeforeItsCheckHasDecided) {
  RolePastGrace role({4});
  role.see("a", "FF");
  const TimePoint seen = role.now().steady;
  EXPECT_EQ(in_words(role.judgement().answers), "suspect");
  EXPECT_EQ(role.judgement().valid_until, seen + 30s) << "then it is stale and suspects nothing";
  EXPECT_EQ(role.judgement_at(seen + 30s).reason, Reason::stale);
  EXPECT_EQ(in_words(role.judgement_at(seen + 30s).answers), "alive")
      << "a suspicion about an unknown role is not the last thing known about it";
}

TEST(Grace, ARoleIsInitializingAndAliveUntilAllHavePassed) {
  HandDrivenRole role({check_of_level("a", 1), check_of_level("b", 4)});
  EXPECT_EQ(role.judgement().verdict, Verdict::initializing);
  EXPECT_EQ(role.judgement().reason, Reason::not_observed);
  EXPECT_EQ(in_words(role.judgement().answers), "alive");
  role.see("a", "P");
  EXPECT_EQ(role.judgement().verdict, Verdict::initializing);
  EXPECT_EQ(role.judgement().check, "b");
  role.see("b", "P");
  EXPECT_EQ(role.judgement().verdict, Verdict::healthy);
}

TEST(Grace, FailsAreNeitherSuspicionNorDeathUntilItEnds) {
  HandDrivenRole role({check_of_level("a", 4)}, {.grace = 20s});
  role.see("a", "F");
  EXPECT_EQ(in_words(role.judgement().answers), "alive");
  role.see("a", "FFF");
  EXPECT_EQ(role.judgement().verdict, Verdict::initializing);
  EXPECT_EQ(in_words(role.judgement().answers), "alive");
  EXPECT_EQ(role.judgement().reason, Reason::status_unexpected) << "but they are shown";
  const TimePoint end = role.now().steady + 20s;
  EXPECT_EQ(role.judgement().valid_until, end);
  EXPECT_EQ(role.judgement_at(end - 1ns).verdict, Verdict::initializing);
  EXPECT_EQ(role.judgement_at(end).verdict, Verdict::unhealthy);
  EXPECT_EQ(in_words(role.judgement_at(end).answers), "dead");
}

TEST(Grace, EndsForACheckWithItsFirstPass) {
  HandDrivenRole role({check_of_level("a", 4)});
  role.see("a", "FFPF");
  EXPECT_EQ(in_words(role.judgement().answers), "suspect");
  role.see("a", "FF");
  EXPECT_EQ(role.judgement().verdict, Verdict::unhealthy);
}

TEST(Grace, ARoleThatNothingWasSeenOfIsHeldAliveAfterItAndThenPolicyApplies) {
  HandDrivenRole role({check_of_level("a", 4)},
                      {.grace = 20s, .hold = 10s, .on_unknown = UnknownPolicy::dead});
  role.advance(20s);
  EXPECT_EQ(role.judgement().verdict, Verdict::unknown);
  EXPECT_EQ(role.judgement().reason, Reason::not_observed);
  EXPECT_EQ(in_words(role.judgement().answers), "alive");
  EXPECT_EQ(role.judgement().evidence, std::nullopt);
  role.advance(10s);
  EXPECT_EQ(in_words(role.judgement().answers), "dead");
}

TEST(Grace, CanBeSwitchedOff) {
  HandDrivenRole role({check_of_level("a", 4)}, {.grace = 0s});
  EXPECT_EQ(role.judgement().verdict, Verdict::unknown);
  role.see("a", "FFF");
  EXPECT_EQ(role.judgement().verdict, Verdict::unhealthy);
}

TEST(Verdict, EveryNameIsUniqueAndLeadsBack) {
  std::set<std::string_view> names;
  for (const Verdict verdict : kAllVerdicts) {
    EXPECT_TRUE(names.insert(to_name(verdict)).second);
    EXPECT_EQ(verdict_from_name(to_name(verdict)), verdict);
  }
  EXPECT_EQ(verdict_from_name("Healthy"), std::nullopt);
  EXPECT_EQ(verdict_from_name(""), std::nullopt);
}

TEST(Verdict, TextAndTimesAreNotPartOfIt) {
  Judgement a;
  Judgement b;
  b.detail = "other words";
  b.evidence = TimePoint(5h);
  b.valid_until = TimePoint(6h);
  EXPECT_TRUE(same_verdict(a, b));
  b.answers.looks_alive = false;
  EXPECT_FALSE(same_verdict(a, b));
}

}  // namespace
}  // namespace deepalive
