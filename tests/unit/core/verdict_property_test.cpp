#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <random>
#include <string>
#include <vector>

#include "core/node_health.h"
#include "tests/unit/core/hand_driven_role.h"

namespace deepalive {
namespace {

using testing::check_of_level;
using testing::HandDrivenRole;
using namespace std::chrono_literals;

// std::mt19937 gives the same numbers everywhere; the standard's distributions do not.
class Dice {
 public:
  explicit Dice(unsigned seed) : random_(seed) {}
  unsigned below(unsigned limit) { return random_() % limit; }
  Duration up_to(Duration limit) {
    return std::chrono::milliseconds(below(static_cast<unsigned>(to_milliseconds(limit)) + 1));
  }

 private:
  std::mt19937 random_;
};

// Checks that may rest upon later ones, some of which all nodes share.
std::vector<CheckSpec> some_checks(Dice& dice) {
  std::vector<CheckSpec> checks;
  const unsigned count = 1 + dice.below(4);
  for (unsigned i = 0; i < count; ++i) {
    CheckSpec& check = checks.emplace_back(
        check_of_level("c" + std::to_string(i), 1 + static_cast<int>(dice.below(5))));
    check.thresholds = {.fall = 1 + dice.below(4), .rise = 1 + dice.below(4)};
    if (dice.below(2) == 0) check.target = HttpTarget{};
    if (dice.below(4) == 0) check.scope = CheckScope::shared;
    for (unsigned other = i + 1; other < count; ++other) {
      if (dice.below(3) == 0) check.depends_on.push_back(other);
    }
  }
  return checks;
}

RoleRules some_rules(Dice& dice, const std::vector<CheckSpec>& checks) {
  RoleRules rules{.failure_condition_level = static_cast<int>(dice.below(6)),
                  .grace = dice.up_to(40s),
                  .hold = dice.up_to(40s),
                  .stale_after = 1s + dice.up_to(40s),
                  .on_unknown = dice.below(2) ? UnknownPolicy::dead : UnknownPolicy::alive};
  GroupSpec group{.name = "g", .members = {}, .level = 1 + static_cast<int>(dice.below(5))};
  for (std::size_t i = 0; i < checks.size(); ++i) {
    if (checks[i].scope == CheckScope::node && dice.below(3) == 0) group.members.push_back(i);
  }
  if (group.members.empty()) return rules;
  group.required = 1 + dice.below(static_cast<unsigned>(group.members.size()));
  rules.groups.push_back(std::move(group));
  return rules;
}

// Keeps a diary of its own: what was seen since the role was last placed, without what could not
// look.
class LivedRole : public HandDrivenRole {
 public:
  struct Entry {
    std::string results;
    TimePoint last;
  };

  LivedRole(const std::vector<CheckSpec>& checks, const RoleRules& rules)
      : HandDrivenRole(checks, rules), diary_(checks.size()) {}

  void look(std::size_t check, char result) {
    see(published().spec->checks[check].name, std::string(1, result));
    if (result == '?') return;
    diary_[check].results += result;
    diary_[check].last = now().steady;
  }
  void move(NodePlacement placement) {
    place(placement);
    for (Entry& entry : diary_) entry = {};
  }
  const Entry& diary(std::size_t check) const { return diary_[check]; }

  // Whether so many fails in a row have come, and not yet so many passes in a row as turn it up.
  bool fell(std::size_t check) const {
    const Thresholds thresholds = published().spec->checks[check].thresholds;
    const std::string& results = diary_[check].results;
    const auto ends = results.rfind(std::string(thresholds.fall, 'F'));
    if (ends == results.npos) return false;
    std::string after = results.substr(ends + thresholds.fall);
    std::ranges::replace(after, 'S', 'P');
    return after.find(std::string(thresholds.rise, 'P')) == after.npos;
  }
  bool was_slow(std::size_t check) const {
    return diary_[check].results.find('S') != std::string::npos;
  }

 private:
  std::vector<Entry> diary_;
};

struct Life {
  bool wall_clock_steps = false;
  bool restarts = true;
};

// Leads a random role through a random life: checks that pass, fail, crawl, cannot look or fall
// silent for a while, a writer that comes late, recycles, maintenance, moves to another node and
// back, and restarts of the agent. Calls inspect after each step.
void live(unsigned seed, Life life, const std::function<void(const LivedRole&, Dice&)>& inspect) {
  Dice dice(seed);
  Dice steps(seed + 1);  // of its own, so that both lives take the same turns
  const std::vector<CheckSpec> checks = some_checks(dice);
  LivedRole role(checks, some_rules(dice, checks));
  std::vector<char> mood(checks.size(), 'P');
  for (int step = 0; step < 300; ++step) {
    const unsigned what = dice.below(200);
    if (what < 140) {
      const std::size_t check = dice.below(static_cast<unsigned>(checks.size()));
      if (dice.below(5) == 0) mood[check] = "PSF?-"[dice.below(5)];
      if (mood[check] != '-') role.look(check, mood[check]);
    } else if (what < 155) {
      role.refresh();
    } else if (what < 160) {
      role.recycle(dice.up_to(5s));
    } else if (what < 162) {
      role.maintain(dice.up_to(90s));
    } else if (what < 163) {
      role.end_maintenance();
    } else if (what < 165) {
      role.move(dice.below(2) ? NodePlacement::active : NodePlacement::standby);
    } else if (what < 167) {
      if (life.restarts) role.restart();
    } else {
      role.advance(what >= 190 ? dice.up_to(60s) : dice.up_to(4s));
    }
    if (life.wall_clock_steps && steps.below(4) == 0) {
      role.step_wall_clock(std::chrono::hours(static_cast<int>(steps.below(20'000)) - 10'000));
    }
    inspect(role, dice);
    if (::testing::Test::HasFailure()) {
      FAIL() << "seed " << seed << ", step " << step;
    }
  }
}

// The sanitizers make a life ten times as long.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr unsigned kLives = 10;
#else
constexpr unsigned kLives = 150;
#endif

TEST(VerdictProperty, IsAliveFalseImpliesLooksAliveFalse) {
  for (unsigned seed = 1; seed <= kLives; ++seed) {
    live(seed, {.wall_clock_steps = true}, [](const LivedRole& role, Dice& dice) {
      for (const Duration later : {Duration(0), dice.up_to(30s), dice.up_to(10min)}) {
        const Answers answers = role.judgement_at(role.now().steady + later).answers;
        EXPECT_TRUE(answers.is_alive || !answers.looks_alive);
      }
    });
  }
}

TEST(VerdictProperty, NothingChangesBeforeTheTimeUntilWhichAVerdictIsValid) {
  for (unsigned seed = 1; seed <= kLives; ++seed) {
    live(seed, {}, [](const LivedRole& role, Dice& dice) {
      const RoleHealth& health = role.published();
      const auto judged_at = [&health](TimePoint time) {
        return judge(health.spec->rules, health.checks, health.memory, time);
      };
      // From now on, and once more from some later moment, as a reader would without the writer.
      TimePoint begin = role.now().steady;
      for (int i = 0; i < 2; ++i) {
        const Judgement judgement = judged_at(begin);
        ASSERT_GT(judgement.valid_until, begin) << "or the writer would be called without end";
        const TimePoint end = std::min(judgement.valid_until, begin + 24h);
        for (const TimePoint time :
             {end - 1ns, begin + (end - begin) / 2, begin + dice.up_to(end - begin - 1ns)}) {
          EXPECT_TRUE(same_verdict(judged_at(time), judgement))
              << to_name(judgement.verdict) << " became " << to_name(judged_at(time).verdict);
          EXPECT_EQ(judged_at(time).valid_until, judgement.valid_until);
        }
        begin += dice.up_to(90s);
      }
    });
  }
}

TEST(VerdictProperty, AReaderWithoutTheWriterSeesWhatTheWriterWouldPublish) {
  for (unsigned seed = 1; seed <= kLives; ++seed) {
    live(seed, {}, [](const LivedRole& role, Dice&) {
      const RoleHealth& health = role.published();
      EXPECT_TRUE(same_verdict(role.judgement(), judge(health.spec->rules, health.checks,
                                                       health.memory, role.now().steady)));
    });
  }
}

// What the writer takes over from its last judgement is what a look at all checks would give.
TEST(VerdictProperty, WhatIsPublishedIsWhatALookAtAllChecksGives) {
  for (unsigned seed = 1; seed <= kLives; ++seed) {
    live(seed, {}, [](const LivedRole& role, Dice&) {
      const RoleHealth& health = role.published();
      const Judgement& published = health.judgement;
      const TimePoint now = role.now().steady;
      if (published.valid_until <= now) return;
      const Judgement all = judge(health.spec->rules, health.checks, health.memory, now);
      EXPECT_TRUE(same_verdict(published, all));
      EXPECT_EQ(published.detail, all.detail);
      EXPECT_EQ(published.evidence, all.evidence);
      EXPECT_EQ(published.valid_until, all.valid_until);
    });
  }
}

TEST(VerdictProperty, TheGenerationRisesByOneExactlyWhenTheVerdictChanges) {
  for (unsigned seed = 1; seed <= kLives; ++seed) {
    Judgement last;
    std::uint64_t generation = 0;
    live(seed, {.restarts = false}, [&](const LivedRole& role, Dice&) {
      const RoleHealth& health = role.published();
      if (generation != 0) {
        EXPECT_EQ(health.generation, generation + (same_verdict(health.judgement, last) ? 0 : 1));
      }
      last = health.judgement;
      generation = health.generation;
    });
  }
}

TEST(VerdictProperty, AWallClockThatJumpsChangesNoVerdict) {
  for (unsigned seed = 1; seed <= kLives; ++seed) {
    std::vector<Judgement> steady;
    live(seed, {}, [&](const LivedRole& role, Dice&) { steady.push_back(role.judgement()); });
    std::size_t step = 0;
    live(seed, {.wall_clock_steps = true}, [&](const LivedRole& role, Dice&) {
      EXPECT_TRUE(same_verdict(role.judgement(), steady[step]));
      EXPECT_EQ(role.judgement().valid_until, steady[step].valid_until);
      ++step;
    });
  }
}

TEST(VerdictProperty, AGenerationIsNeverGivenTwiceNorFallsBack) {
  for (unsigned seed = 1; seed <= kLives; ++seed) {
    Judgement last;
    std::uint64_t generation = 0;
    live(seed, {}, [&](const LivedRole& role, Dice&) {
      const RoleHealth& health = role.published();
      EXPECT_GE(health.generation, generation);
      if (health.generation == generation) {
        EXPECT_TRUE(same_verdict(health.judgement, last));
      }
      last = health.judgement;
      generation = health.generation;
    });
  }
}

// What the role's own checks saw, counted anew, must bear out each death; and nothing that all
// nodes share may be behind it.
TEST(VerdictProperty, NoRoleDiesWithoutACauseOfThisNode) {
  unsigned deaths = 0;
  for (unsigned seed = 1; seed <= kLives; ++seed) {
    live(seed, {}, [&](const LivedRole& role, Dice&) {
      const Judgement judgement = role.judgement();
      if (judgement.verdict != Verdict::unhealthy) return;
      ++deaths;
      const RoleSpec& spec = *role.published().spec;
      std::size_t cause = 0;
      while (spec.checks.at(cause).name != judgement.check) ++cause;
      const CheckSpec& check = spec.checks[cause];
      EXPECT_EQ(check.scope, CheckScope::node);
      EXPECT_TRUE(counts(spec.rules, check, cause));
      EXPECT_LT(role.now().steady - role.diary(cause).last, spec.rules.stale_after);
      EXPECT_TRUE(role.fell(cause) ||
                  (spec.rules.failure_condition_level == 5 && role.was_slow(cause)))
          << judgement.detail << ": " << role.diary(cause).results;
      if (judgement.reason == Reason::slow) return;
      for (const std::size_t other : check.depends_on) {
        const bool shared = spec.checks[other].scope == CheckScope::shared;
        const auto& condition = role.published().checks[other]->condition;
        EXPECT_FALSE(shared && condition.state_at(role.now().steady, spec.rules.stale_after) ==
                                   ConditionState::down)
            << judgement.detail;
      }
    });
  }
  EXPECT_GT(deaths, kLives) << "or nothing was tested";
}

TEST(VerdictProperty, NoVerdictButUnknownRestsUponDataOlderThanStaleAfter) {
  for (unsigned seed = 1; seed <= kLives; ++seed) {
    live(seed, {}, [](const LivedRole& role, Dice& dice) {
      const TimePoint time = role.now().steady + dice.up_to(2min);
      const Judgement judgement = role.judgement_at(time);
      if (judgement.verdict == Verdict::unknown || judgement.verdict == Verdict::maintenance)
        return;
      if (judgement.evidence) {
        EXPECT_LT(time - *judgement.evidence, role.published().spec->rules.stale_after)
            << to_name(judgement.verdict) << " " << judgement.detail;
      } else {
        const auto looks = [](const CheckSpec& check) { return says_on_standby(check.kind()); };
        const bool blind = std::ranges::none_of(role.published().spec->checks, looks);
        EXPECT_TRUE(judgement.verdict == Verdict::initializing ||
                    (judgement.verdict == Verdict::standby && (blind || !standby_ready(judgement))))
            << to_name(judgement.verdict) << " " << judgement.detail;
      }
    });
  }
}

// Otherwise a check that nobody waits for could fail a role over.
TEST(VerdictProperty, ARoleOfLevelZeroDiesOnlyByOnUnknown) {
  for (unsigned seed = 1; seed <= kLives; ++seed) {
    live(seed, {}, [](const LivedRole& role, Dice&) {
      const RoleRules& rules = role.published().spec->rules;
      if (rules.failure_condition_level > 0) return;
      const Judgement judgement = role.judgement();
      EXPECT_TRUE(judgement.answers.is_alive || (judgement.verdict == Verdict::unknown &&
                                                 rules.on_unknown == UnknownPolicy::dead));
    });
  }
}

}  // namespace
}  // namespace deepalive
