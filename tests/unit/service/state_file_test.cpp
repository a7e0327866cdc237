#include "service/state/state_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <random>

#include "tests/servers/temporary_folder.h"

namespace deepalive::service {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

using namespace std::chrono_literals;

const Instant kNow{TimePoint(1000h), WallTime(1'700'000'000s)};

// Everything that a role can have to remember.
SavedState a_state() {
  RoleStart shop{.placement = NodePlacement::standby,
                 .maintenance = Maintenance{kNow.steady + 5min, kNow.wall + 5min, "new \"disks\""},
                 .generation = 42};
  shop.checks["front"] = {
      .condition = Condition({.health = {ConditionState::down, 1},
                              .slowness = {ConditionState::up, 2},
                              .evidence_time = kNow.steady - 1500ms,
                              .last_pass = kNow.steady - 20s,
                              .failing_since = kNow.steady - 19s}),
      .last_fail = {
          .outcome = Outcome::fail, .reason = Reason::status_unexpected, .detail = "status 500"}};
  shop.checks["new"] = {};
  SavedState state;
  state.roles["shop"] = std::move(shop);
  state.roles["blog"] = RoleStart{.generation = 7};
  return state;
}

void expect_same(const RoleStart& left, const RoleStart& right, Duration later = 0s) {
  EXPECT_EQ(left.placement, right.placement);
  EXPECT_EQ(left.generation, right.generation);
  ASSERT_EQ(left.maintenance.has_value(), right.maintenance.has_value());
  if (left.maintenance) {
    EXPECT_EQ(left.maintenance->until, right.maintenance->until + later);
    EXPECT_EQ(left.maintenance->until_wall, right.maintenance->until_wall);
    EXPECT_EQ(left.maintenance->reason, right.maintenance->reason);
  }
  ASSERT_EQ(left.checks.size(), right.checks.size());
  for (const auto& [name, check] : left.checks) {
    ConditionParts parts = right.checks.at(name).condition.parts();
    for (auto* time : {&parts.evidence_time, &parts.last_pass, &parts.failing_since}) {
      if (*time) **time += later;
    }
    EXPECT_EQ(check.condition.parts(), parts) << name;
    EXPECT_EQ(check.last_fail.reason, right.checks.at(name).last_fail.reason) << name;
    EXPECT_EQ(check.last_fail.detail, right.checks.at(name).last_fail.detail) << name;
  }
}

TEST(StateFile, GivesBackWhatWasSaved) {
  const deepalive::testing::TemporaryFolder folder;
  const StateFile file(folder.path() / "data");  // which does not exist yet
  EXPECT_THAT(file.load(kNow).state.roles, IsEmpty());
  ASSERT_FALSE(file.save({}, kNow));
  ASSERT_FALSE(file.save(a_state(), kNow));
  const auto loaded = file.load(kNow);
  EXPECT_EQ(loaded.problem, "");
  ASSERT_EQ(loaded.state.roles.size(), 2U);
  const SavedState saved = a_state();
  for (const auto& [name, role] : saved.roles) expect_same(role, loaded.state.roles.at(name));
}

TEST(StateFile, TimesGoOnOverARestartOfTheMachine) {
  const std::string text = format_state(a_state(), kNow);
  // The monotonic clock begins anew; a minute has passed.
  const Instant later{TimePoint(2min), kNow.wall + 1min};
  const auto state = parse_state(text, later);
  ASSERT_TRUE(state);
  const auto& parts = state->roles.at("shop").checks.at("front").condition.parts();
  EXPECT_EQ(parts.evidence_time, later.steady - 61500ms);
  EXPECT_EQ(state->roles.at("shop").maintenance->until, later.steady + 4min);
}

TEST(StateFile, AWallClockThatWasSetBackMakesNothingYoungerThanNow) {
  const std::string text = format_state(a_state(), kNow);
  const Instant back{TimePoint(2000h), kNow.wall - 24h};
  const auto state = parse_state(text, back);
  ASSERT_TRUE(state);
  const auto& parts = state->roles.at("shop").checks.at("front").condition.parts();
  EXPECT_EQ(parts.evidence_time, back.steady);
  EXPECT_EQ(state->roles.at("shop").maintenance->until_wall, kNow.wall + 5min);
}

TEST(StateFile, MaintenanceThatEndedMeanwhileIsOver) {
  const auto state = parse_state(format_state(a_state(), kNow), {kNow.steady, kNow.wall + 6min});
  ASSERT_TRUE(state);
  EXPECT_FALSE(state->roles.at("shop").maintenance);
}

TEST(StateFile, OneOfTheVersionBeforeIsUnderstood) {
  const auto state = parse_state(
      R"({"version":1,"later":true,"roles":{"a":{"placement":"standby","x":1},"b":{},"c":1,"d":{"placement":"moon"}}})",
      kNow);
  ASSERT_TRUE(state);
  ASSERT_EQ(state->roles.size(), 3U) << "c says nothing that is understood";
  EXPECT_EQ(state->roles.at("a").placement, NodePlacement::standby);
  EXPECT_EQ(state->roles.at("d").placement, NodePlacement::active);
}

TEST(StateFile, ADamagedOneIsSetAsideWithAReason) {
  for (const std::string text :
       {"", "{", "[]", "{\"version\": 3, \"roles\": {}}", "{\"version\": 1}",
        "{\"version\": 1, \"roles\": []}", "\xff\xfe\x01"}) {
    const deepalive::testing::TemporaryFolder folder;
    folder.write("state.json", text);
    const StateFile file(folder.path());
    const auto loaded = file.load(kNow);
    EXPECT_THAT(loaded.state.roles, IsEmpty()) << text;
    EXPECT_THAT(loaded.problem, HasSubstr("set aside as")) << text;
    EXPECT_TRUE(std::filesystem::exists(folder.path() / "state.json.damaged")) << text;
    EXPECT_EQ(file.load(kNow).problem, "") << "once";
  }
}

TEST(StateFile, AnEnormousOneIsNotRead) {
  const deepalive::testing::TemporaryFolder folder;
  folder.write("state.json", std::string(kMaxStateFile + 1, ' '));
  EXPECT_THAT(StateFile(folder.path()).load(kNow).problem, HasSubstr("too large"));
}

TEST(StateFile, AnyFlippedByteIsReadOrRefused) {
  const std::string good = format_state(a_state(), kNow);
  std::mt19937 random(1);
  for (int round = 0; round < 5000; ++round) {
    std::string bad = good;
    bad[random() % bad.size()] = static_cast<char>(random());
    const auto state = parse_state(bad, kNow);
    if (!state) continue;
    for (const auto& [name, role] : state->roles) {
      for (const auto& [check, left] : role.checks) {
        EXPECT_LE(left.condition.evidence_time().value_or(kNow.steady), kNow.steady);
      }
    }
  }
}

TEST(StateFile, AFolderThatCannotBeWrittenIsNamed) {
  const deepalive::testing::TemporaryFolder folder;
  folder.write("data", "a file where the folder should be");
  const auto error = StateFile(folder.path() / "data").save(a_state(), kNow);
  ASSERT_TRUE(error);
  EXPECT_THAT(error->where, HasSubstr("state.json.new"));
}

}  // namespace
}  // namespace deepalive::service
