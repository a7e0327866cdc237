#include "probes/iis/simulated_changes.h"

#include <gtest/gtest.h>

#include "tests/unit/probes/iis/node_file.h"

namespace deepalive::probes {
namespace {

constexpr std::string_view kStarted = "sites: {Shop: {state: started}}";
constexpr std::string_view kStopped = "sites: {Shop: {state: stopped}}";

class SimulatedChangesTest : public testing::Test {
 protected:
  RunState shop_in(SimulatedFile& file) {
    const auto view = changes_.look(file);
    return view ? *view->node->sites.at(0).state : RunState::unknown;
  }

  std::optional<Error> set_shop(RunState state) {
    return changes_.change(mine_, [state](SimulatedNode& node) -> std::optional<Error> {
      node.sites.at(0).state = state;
      return std::nullopt;
    });
  }

  NodeFile disk_;
  SimulatedChanges changes_;
  SimulatedFile mine_{disk_.path(), disk_.clock()};
  SimulatedFile others_{disk_.path(), disk_.clock()};
};

TEST_F(SimulatedChangesTest, AChangeIsSeenByWhoeverFollowsTheFile) {
  disk_.write(kStarted);
  EXPECT_EQ(shop_in(others_), RunState::started);
  EXPECT_FALSE(set_shop(RunState::stopped));
  EXPECT_EQ(shop_in(others_), RunState::stopped);
  EXPECT_EQ(shop_in(mine_), RunState::stopped);
}

TEST_F(SimulatedChangesTest, ChangesAddUp) {
  disk_.write("sites: {Shop: {}, Blog: {}}");
  set_shop(RunState::stopped);
  changes_.change(mine_, [](SimulatedNode& node) -> std::optional<Error> {
    node.sites.at(1).state = RunState::stopped;
    return std::nullopt;
  });
  const auto view = changes_.look(others_);
  ASSERT_TRUE(view);
  EXPECT_EQ(*view->node->sites.at(0).state, RunState::stopped);
  EXPECT_EQ(*view->node->sites.at(1).state, RunState::stopped);
}

TEST_F(SimulatedChangesTest, ANewContentOfTheFileIsTheTruthAgain) {
  disk_.write(kStarted);
  set_shop(RunState::stopped);
  disk_.write("sites: {Shop: {state: started}}  # touched");
  EXPECT_EQ(shop_in(others_), RunState::started);
  disk_.write(kStarted);
  EXPECT_EQ(shop_in(mine_), RunState::started) << "what was dropped must not come back";
}

TEST_F(SimulatedChangesTest, AFileThatIsWrittenAgainAsItWasIsNoNewContent) {
  disk_.write(kStarted);
  set_shop(RunState::stopped);
  disk_.pass_time(std::chrono::minutes(1));
  disk_.write(kStarted);
  EXPECT_EQ(shop_in(others_), RunState::stopped);
}

TEST_F(SimulatedChangesTest, AFileThatIsBrokenForAMomentTakesNoChangeBack) {
  disk_.write(kStarted);
  EXPECT_EQ(shop_in(others_), RunState::started);
  set_shop(RunState::stopped);
  disk_.write("sites: {");
  EXPECT_EQ(shop_in(others_), RunState::stopped);
  EXPECT_NE(changes_.look(others_)->problem, "");
  disk_.write(kStarted);
  EXPECT_EQ(shop_in(others_), RunState::stopped);
}

TEST_F(SimulatedChangesTest, AChangeThatFailsChangesNothing) {
  disk_.write(kStarted);
  const auto error = changes_.change(mine_, [](SimulatedNode& node) -> std::optional<Error> {
    node.sites.clear();
    return Error{Reason::start_refused, 0, "no"};
  });
  ASSERT_TRUE(error);
  EXPECT_EQ(error->reason, Reason::start_refused);
  EXPECT_EQ(shop_in(others_), RunState::started);
}

TEST_F(SimulatedChangesTest, WithoutAFileNothingCanBeChanged) {
  const auto error = set_shop(RunState::stopped);
  ASSERT_TRUE(error);
  EXPECT_EQ(error->reason, Reason::iis_config_unreadable);
  disk_.write(kStopped);
  EXPECT_EQ(shop_in(mine_), RunState::stopped);
}

}  // namespace
}  // namespace deepalive::probes
