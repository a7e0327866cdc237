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

const SavedState kState{{{"blog", NodePlacement::active}, {"shop", NodePlacement::standby}}};

TEST(StateFile, GivesBackWhatWasSaved) {
  const deepalive::testing::TemporaryFolder folder;
  const StateFile file(folder.path() / "data");  // which does not exist yet
  EXPECT_THAT(file.load().state.placements, IsEmpty());
  ASSERT_FALSE(file.save({}));
  ASSERT_FALSE(file.save(kState));
  const auto loaded = file.load();
  EXPECT_EQ(loaded.state.placements, kState.placements);
  EXPECT_EQ(loaded.problem, "");
}

TEST(StateFile, ADamagedOneIsSetAsideWithAReason) {
  for (const std::string text :
       {"", "{", "[]", "{\"version\": 2, \"roles\": {}}", "{\"version\": 1}",
        "{\"version\": 1, \"roles\": []}", "\xff\xfe\x01"}) {
    const deepalive::testing::TemporaryFolder folder;
    folder.write("state.json", text);
    const StateFile file(folder.path());
    const auto loaded = file.load();
    EXPECT_THAT(loaded.state.placements, IsEmpty()) << text;
    EXPECT_THAT(loaded.problem, HasSubstr("set aside as")) << text;
    EXPECT_TRUE(std::filesystem::exists(folder.path() / "state.json.damaged")) << text;
    EXPECT_EQ(file.load().problem, "") << "once";
  }
}

TEST(StateFile, AnEnormousOneIsNotRead) {
  const deepalive::testing::TemporaryFolder folder;
  folder.write("state.json", std::string(kMaxStateFile + 1, ' '));
  EXPECT_THAT(StateFile(folder.path()).load().problem, HasSubstr("too large"));
}

TEST(StateFile, RolesThatSayNothingUnderstandableAreLeftOut) {
  const auto state = parse_state(
      R"({"version":1,"later":true,"roles":{"a":{"placement":"standby","x":1},"b":{},"c":1,"d":{"placement":"moon"}}})");
  ASSERT_TRUE(state);
  EXPECT_EQ(state->placements, (decltype(state->placements){{"a", NodePlacement::standby}}));
}

TEST(StateFile, AnyFlippedByteIsReadOrRefused) {
  const std::string good = format_state(kState);
  std::mt19937 random(1);
  for (int round = 0; round < 5000; ++round) {
    std::string bad = good;
    bad[random() % bad.size()] = static_cast<char>(random());
    static_cast<void>(parse_state(bad));
  }
}

TEST(StateFile, AFolderThatCannotBeWrittenIsNamed) {
  const deepalive::testing::TemporaryFolder folder;
  folder.write("data", "a file where the folder should be");
  const auto error = StateFile(folder.path() / "data").save(kState);
  ASSERT_TRUE(error);
  EXPECT_THAT(error->where, HasSubstr("state.json.new"));
}

}  // namespace
}  // namespace deepalive::service
