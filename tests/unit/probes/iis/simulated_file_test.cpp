#include "probes/iis/simulated_file.h"

#include <gtest/gtest.h>

#include "tests/unit/probes/iis/node_file.h"

namespace deepalive::probes {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view kShopStarted = "sites: {Shop: {state: started}}";
constexpr std::string_view kShopStopped =
    "sites: {Shop: {state: stopped}}";  // as long as the other

class SimulatedFileTest : public testing::Test {
 protected:
  RunState look_at_shop() {
    const auto view = file_.look();
    if (!view) return RunState::unknown;
    problem_ = view->problem;
    return *view->node->sites.at(0).state;
  }

  NodeFile disk_;
  SimulatedFile file_{disk_.path(), disk_.clock()};
  std::string problem_;
};

TEST_F(SimulatedFileTest, FollowsTheFile) {
  disk_.write(kShopStarted);
  EXPECT_EQ(look_at_shop(), RunState::started);
  disk_.pass_time(1min);
  EXPECT_EQ(look_at_shop(), RunState::started);
  disk_.pass_time(1min);
  EXPECT_EQ(look_at_shop(), RunState::started);
  disk_.write("sites: {Shop: {state: stopping}}");
  EXPECT_EQ(look_at_shop(), RunState::stopping);
}

TEST_F(SimulatedFileTest, SeesAWriteOfTheSameSizeInTheSameInstant) {
  disk_.write(kShopStarted);
  const auto written = std::filesystem::last_write_time(disk_.path());
  EXPECT_EQ(look_at_shop(), RunState::started);
  disk_.write(kShopStopped);
  std::filesystem::last_write_time(disk_.path(), written);
  EXPECT_EQ(look_at_shop(), RunState::stopped);
}

TEST_F(SimulatedFileTest, AFileThatHasSettledIsNotReadAgain) {
  disk_.write(kShopStarted);
  const auto written = std::filesystem::last_write_time(disk_.path());
  EXPECT_EQ(look_at_shop(), RunState::started);
  disk_.pass_time(1min);
  EXPECT_EQ(look_at_shop(), RunState::started);
  // No file system does this; it shows that the content is left alone.
  disk_.write(kShopStopped);
  std::filesystem::last_write_time(disk_.path(), written);
  EXPECT_EQ(look_at_shop(), RunState::started);
}

TEST_F(SimulatedFileTest, ABrokenFileLeavesTheLastGoodContentAndSaysWhere) {
  disk_.write(kShopStopped);
  EXPECT_EQ(look_at_shop(), RunState::stopped);
  EXPECT_EQ(problem_, "");
  disk_.write("sites:\n  Shop: {state: sto");
  EXPECT_EQ(look_at_shop(), RunState::stopped);
  EXPECT_EQ(problem_, disk_.path() + ":2:1: end of map flow not found");
  EXPECT_EQ(look_at_shop(), RunState::stopped);
  EXPECT_EQ(problem_, disk_.path() + ":2:1: end of map flow not found");
  disk_.write(kShopStarted);
  EXPECT_EQ(look_at_shop(), RunState::started);
  EXPECT_EQ(problem_, "");
}

TEST_F(SimulatedFileTest, AnEmptyOrAbsentFileLeavesTheLastGoodContent) {
  disk_.write(kShopStopped);
  EXPECT_EQ(look_at_shop(), RunState::stopped);
  disk_.write(" \n");
  EXPECT_EQ(look_at_shop(), RunState::stopped);
  EXPECT_EQ(problem_, disk_.path() + ": is empty");
  disk_.remove();
  EXPECT_EQ(look_at_shop(), RunState::stopped);
  EXPECT_NE(problem_.find("cannot be read"), std::string::npos) << problem_;
  disk_.write(kShopStopped);
  EXPECT_EQ(look_at_shop(), RunState::stopped);
  EXPECT_EQ(problem_, "");
}

TEST_F(SimulatedFileTest, WithoutAnyGoodContentItIsAnError) {
  const auto absent = file_.look();
  ASSERT_FALSE(absent);
  EXPECT_EQ(absent.error().reason, Reason::iis_config_unreadable);
  disk_.write("sites: [");
  const auto broken = file_.look();
  ASSERT_FALSE(broken);
  EXPECT_NE(broken.error().where.find(disk_.path() + ":1:1: "), std::string::npos)
      << broken.error().where;
  disk_.write("{}");
  EXPECT_TRUE(file_.look());
}

TEST_F(SimulatedFileTest, AHugeFileIsRefusedUnread) {
  disk_.write("{}");
  std::filesystem::resize_file(disk_.path(), kMaxSimulatedFile + 1);
  const auto view = file_.look();
  ASSERT_FALSE(view);
  EXPECT_EQ(view.error().where, disk_.path() + ": is larger than 8MiB");
}

}  // namespace
}  // namespace deepalive::probes
