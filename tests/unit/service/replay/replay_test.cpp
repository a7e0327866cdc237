#include "service/replay/replay.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <string>
#include <vector>

#include "service/journal/journal.h"
#include "service/journal/journal_reader.h"
#include "service/journal/segment_folder.h"
#include "service/replay/what_if.h"
#include "tests/servers/temporary_folder.h"
#include "tests/unit/service/journal/life.h"

namespace deepalive::service {
namespace {

using namespace std::chrono_literals;
using testing::identities;
using ::testing::IsEmpty;
using testing::Life;

// The sanitizers make a week some thirty times as long; under Wine one need not be lived again.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || defined(_WIN32)
constexpr auto kWeek = 6h;
constexpr std::size_t kJournal = std::size_t{1} << 20;  // goes over several files, and loses none
constexpr std::size_t kFewest = 20;                     // transitions
#else
constexpr auto kWeek = 24h * 7;
constexpr std::size_t kJournal = std::size_t{16} << 20;
constexpr std::size_t kFewest = 100;
#endif

class ReplayTest : public ::testing::Test {
 protected:
  // Led through its life and written down. Nothing is left out: the queue is as large as it gets.
  void live(Life& life, Duration length, std::size_t max_size = std::size_t{1} << 30,
            Duration reload_every = Duration::max()) {
    Journal journal({.data_dir = folder_.path(),
                     .limits = {.max_size = max_size},
                     .queue = std::size_t{1} << 30,
                     .flush_every = 1ms,
                     .stop_within = 60s},
                    life.node(), inventory_, std::make_shared<History>(),
                    [](bool, const std::string& text) { ADD_FAILURE() << text; });
    life.journal = &journal;
    const TimePoint end = life.now().steady + length;
    TimePoint loaded = life.now().steady;
    while (life.now().steady < end) {
      life.step();
      if (life.now().steady - loaded < reload_every) continue;
      life.reload();
      loaded = life.now().steady;
    }
    EXPECT_TRUE(journal.flush(60s));
    EXPECT_EQ(journal.dropped(), 0u);
    life.journal = nullptr;
  }

  std::map<std::string, Replay::Outcome> replay(Replay::RulesFor rules) {
    Replay replaying(std::move(rules));
    files_ = read_journal(folder_.path(), replaying.events(),
                          [](const std::string& text) { ADD_FAILURE() << text; });
    return replaying.outcomes();
  }
  static std::shared_ptr<const RoleSpec> recorded(const std::shared_ptr<const RoleSpec>& spec) {
    return spec;
  }

  const testing::TemporaryFolder folder_;
  Published<Inventory> inventory_{std::make_shared<const Inventory>()};
  std::size_t files_ = 0;
};

TEST_F(ReplayTest, OfARecordedWeekGivesExactlyWhatHappened) {
  Life life(1, "role", false);
  live(life, kWeek, kJournal);
  std::size_t transitions = 0;
  for (const auto& [role, outcome] : replay(recorded)) {
    EXPECT_EQ(identities(outcome.would_have), identities(outcome.happened)) << role;
    transitions += outcome.happened.size();
  }
  EXPECT_EQ(transitions, life.transitions().size());
  EXPECT_GT(transitions, kFewest);
  EXPECT_GT(files_, 1u) << "the week goes over several files";
}

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || defined(_WIN32)
constexpr unsigned kLives = 2;
#else
constexpr unsigned kLives = 20;
#endif

TEST_F(ReplayTest, OfHecticLivesGivesExactlyWhatHappened) {
  for (unsigned seed = 1; seed <= kLives; ++seed) {
    Life life(seed, "life" + std::to_string(seed) + "-");
    live(life, 2h);
  }
  for (const auto& [role, outcome] : replay(recorded)) {
    EXPECT_EQ(identities(outcome.would_have), identities(outcome.happened)) << role;
  }
}

TEST_F(ReplayTest, GoesOnByTheRulesThatAReloadBrought) {
  Life life(5, "role");
  live(life, 2h, std::size_t{1} << 30, 5min);
  for (const auto& [role, outcome] : replay(recorded)) {
    EXPECT_EQ(identities(outcome.would_have), identities(outcome.happened)) << role;
  }
  EXPECT_GT(life.transitions().size(), kFewest);
}

TEST_F(ReplayTest, BeginsAnywhereWhenOldFilesAreGone) {
  Life life(2, "role", false);
  live(life, kWeek / 4, kJournal / 8);
  const auto segments = SegmentFolder(folder_.path()).list();
  ASSERT_GT(segments.size(), 3u);
  std::filesystem::remove(segments[0].path);
  std::filesystem::remove(segments[2].path);  // and a hole
  for (const auto& [role, outcome] : replay(recorded)) {
    EXPECT_EQ(identities(outcome.would_have), identities(outcome.happened)) << role;
  }
}

TEST_F(ReplayTest, OtherRulesWithTheSameValuesGiveTheSameToWithinTheTimersLateness) {
  Life life(3);
  live(life, 2h);
  const auto copies = replay([](const auto& spec) { return std::make_shared<RoleSpec>(*spec); });
  for (const auto& [role, outcome] : copies) {
    ASSERT_FALSE(outcome.happened.empty());
    EXPECT_EQ(outcome.would_have.back().after, outcome.happened.back().after) << role;
  }
}

TEST_F(ReplayTest, AHigherFallFailsOverLessOften) {
  Life life(11, "role", false);
  live(life, std::min<Duration>(48h, kWeek));
  auto what_if = WhatIf::parse("fall=50");
  ASSERT_TRUE(what_if);
  std::size_t happened = 0;
  std::size_t would_have = 0;
  const auto dead = [](const std::vector<Transition>& transitions) {
    return static_cast<std::size_t>(std::ranges::count_if(
        transitions, [](const Transition& t) { return t.after == Verdict::unhealthy; }));
  };
  for (const auto& [role, outcome] : replay([&](const auto& spec) {
         RoleSpec changed = *spec;
         what_if->apply(changed);
         return std::make_shared<const RoleSpec>(std::move(changed));
       })) {
    happened += dead(outcome.happened);
    would_have += dead(outcome.would_have);
  }
  EXPECT_GT(happened, 0u);
  EXPECT_LT(would_have, happened);
}

TEST_F(ReplayTest, SaysWhichChecksHaveNoRecordAndLeavesOutWhatIsGone) {
  Life life(5);
  live(life, 10min);
  const auto outcomes = replay([](const auto& spec) -> std::shared_ptr<const RoleSpec> {
    if (spec->name == "role2") return nullptr;
    RoleSpec changed = *spec;
    changed.rules.groups.clear();
    changed.checks.resize(1);
    changed.checks.push_back(changed.checks.front());
    changed.checks.back().name = "new";
    return std::make_shared<const RoleSpec>(std::move(changed));
  });
  EXPECT_THAT(outcomes.at("role0").without_record, ::testing::ElementsAre("new"));
  EXPECT_THAT(outcomes.at("role2").would_have, IsEmpty());
}

}  // namespace
}  // namespace deepalive::service
