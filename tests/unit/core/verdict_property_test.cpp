#include <gtest/gtest.h>

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

RoleRules some_rules(Dice& dice) {
  return {.failure_condition_level = static_cast<int>(dice.below(6)),
          .grace = dice.up_to(40s),
          .hold = dice.up_to(40s),
          .stale_after = 1s + dice.up_to(40s),
          .on_unknown = dice.below(2) ? UnknownPolicy::dead : UnknownPolicy::alive};
}

std::vector<CheckSpec> some_checks(Dice& dice) {
  std::vector<CheckSpec> checks;
  const unsigned count = 1 + dice.below(4);
  for (unsigned i = 0; i < count; ++i) {
    checks.push_back(check_of_level("c" + std::to_string(i), 1 + static_cast<int>(dice.below(5))));
    checks.back().thresholds = {.fall = 1 + dice.below(4), .rise = 1 + dice.below(4)};
  }
  return checks;
}

// Leads a random role through a random life: checks that pass, fail, crawl, cannot look or fall
// silent for a while, and a writer that comes late. Calls inspect after each step.
void live(unsigned seed, bool wall_clock_steps,
          const std::function<void(const HandDrivenRole&, Dice&)>& inspect) {
  Dice dice(seed);
  Dice steps(seed + 1);  // of its own, so that both lives take the same turns
  const RoleRules rules = some_rules(dice);
  const std::vector<CheckSpec> checks = some_checks(dice);
  HandDrivenRole role(checks, rules);
  std::vector<char> mood(checks.size(), 'P');
  for (int step = 0; step < 300; ++step) {
    const unsigned what = dice.below(20);
    if (what < 14) {
      const std::size_t check = dice.below(static_cast<unsigned>(checks.size()));
      if (dice.below(5) == 0) mood[check] = "PSF?-"[dice.below(5)];
      if (mood[check] != '-') role.see(checks[check].name, std::string(1, mood[check]));
    } else if (what < 16) {
      role.refresh();
    } else {
      role.advance(what == 19 ? dice.up_to(60s) : dice.up_to(4s));
    }
    if (wall_clock_steps && steps.below(4) == 0) {
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
constexpr unsigned kLives = 30;
#else
constexpr unsigned kLives = 150;
#endif

TEST(VerdictProperty, IsAliveFalseImpliesLooksAliveFalse) {
  for (unsigned seed = 1; seed <= kLives; ++seed) {
    live(seed, true, [](const HandDrivenRole& role, Dice& dice) {
      for (const Duration later : {Duration(0), dice.up_to(30s), dice.up_to(10min)}) {
        const Answers answers = role.judgement_at(role.now().steady + later).answers;
        EXPECT_TRUE(answers.is_alive || !answers.looks_alive);
      }
    });
  }
}

TEST(VerdictProperty, NothingChangesBeforeTheTimeUntilWhichAVerdictIsValid) {
  for (unsigned seed = 1; seed <= kLives; ++seed) {
    live(seed, false, [](const HandDrivenRole& role, Dice& dice) {
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
    live(seed, false, [](const HandDrivenRole& role, Dice&) {
      const RoleHealth& health = role.published();
      EXPECT_TRUE(same_verdict(role.judgement(), judge(health.spec->rules, health.checks,
                                                       health.memory, role.now().steady)));
    });
  }
}

TEST(VerdictProperty, TheGenerationRisesByOneExactlyWhenTheVerdictChanges) {
  for (unsigned seed = 1; seed <= kLives; ++seed) {
    Judgement last;
    std::uint64_t generation = 0;
    live(seed, false, [&](const HandDrivenRole& role, Dice&) {
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
    live(seed, false,
         [&](const HandDrivenRole& role, Dice&) { steady.push_back(role.judgement()); });
    std::size_t step = 0;
    live(seed, true, [&](const HandDrivenRole& role, Dice&) {
      EXPECT_TRUE(same_verdict(role.judgement(), steady[step]));
      EXPECT_EQ(role.judgement().valid_until, steady[step].valid_until);
      ++step;
    });
  }
}

// Otherwise a check that nobody waits for could fail a role over.
TEST(VerdictProperty, ARoleOfLevelZeroDiesOnlyByOnUnknown) {
  for (unsigned seed = 1; seed <= kLives; ++seed) {
    live(seed, false, [](const HandDrivenRole& role, Dice&) {
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
