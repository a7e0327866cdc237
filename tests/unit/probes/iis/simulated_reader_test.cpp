#include "probes/iis/simulated_reader.h"

#include <gtest/gtest.h>

#include "tests/unit/probes/iis/node_file.h"

namespace deepalive::probes {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view kReadNode = R"(
sites:
  Shop: {id: 7, state: started, app_pools: [ShopPool, apipool]}
  Blog: {state: stopped}
app_pools:
  ShopPool: {worker_processes: [4242]}
  ApiPool: {state: stopped, auto_start: false}
  Other: {}
)";

class SimulatedReaderTest : public testing::Test {
 protected:
  SimulatedReaderTest() { disk_.write(kReadNode); }

  Result<IisState> read(IisQuery query) { return reader_.read(query); }

  NodeFile disk_;
  Duration blocked_{};
  SimulatedReader reader_{disk_.path(), disk_.clock(), [this](Duration duration) {
                            blocked_ += duration;
                            disk_.pass_time(duration);
                          }};
};

TEST_F(SimulatedReaderTest, ReadsWhatIsWantedAndNothingElse) {
  const auto state = read({.sites = {"Blog"}, .app_pools = {"Other"}});
  ASSERT_TRUE(state);
  ASSERT_EQ(state->sites.size(), 1U);
  EXPECT_EQ(state->sites[0].name, "Blog");
  EXPECT_EQ(*state->sites[0].state, RunState::stopped);
  EXPECT_TRUE(state->sites[0].app_pools->empty());
  ASSERT_EQ(state->app_pools.size(), 1U);
  EXPECT_EQ(state->app_pools[0].name, "Other");
  EXPECT_EQ(state->remark, "");
}

TEST_F(SimulatedReaderTest, NamesMatchWithoutCaseAndAreReadOnce) {
  const auto state = read({.sites = {"SHOP", "shop", "Shop", "shop"}, .app_pools = {}});
  ASSERT_TRUE(state);
  ASSERT_EQ(state->sites.size(), 1U);
  EXPECT_EQ(state->sites[0].name, "Shop");
  for (const char* name : {"SHOP", "shop", "Shop"}) {
    EXPECT_EQ(state->site_names.at(name).index, 0U) << name;
  }
}

TEST_F(SimulatedReaderTest, FindsThePoolsOfTheSites) {
  const auto state = read({.sites = {"shop"}, .app_pools = {}, .app_pools_of_sites = true});
  ASSERT_TRUE(state);
  EXPECT_EQ(*state->sites[0].app_pools, (std::vector<std::string>{"ShopPool", "apipool"}));
  ASSERT_EQ(state->app_pools.size(), 2U);
  EXPECT_EQ(state->app_pools[0].workers->at(0).process_id, 4242U);
  EXPECT_EQ(state->app_pools[*state->app_pool_names.at("apipool").index].name, "ApiPool");
}

TEST_F(SimulatedReaderTest, AMissingNameComesWithTheNearestOne) {
  const auto state = read({.sites = {"Shopp", "Nothing"}, .app_pools = {"OtherPool", "ShopPol"}});
  ASSERT_TRUE(state);
  EXPECT_FALSE(state->site_names.at("Shopp").index);
  EXPECT_EQ(state->site_names.at("Shopp").nearest, "Shop");
  EXPECT_EQ(state->site_names.at("Nothing").nearest, "");
  EXPECT_EQ(state->app_pool_names.at("ShopPol").nearest, "ShopPool");
}

TEST_F(SimulatedReaderTest, WithAServiceDownNothingRuns) {
  for (const char* service : {"W3SVC", "WAS"}) {
    disk_.write("services: {" + std::string(service) + ": stop_pending}" + std::string(kReadNode));
    const auto state = read({.sites = {"Shop"}, .app_pools = {"ShopPool"}});
    ASSERT_TRUE(state);
    EXPECT_EQ(state->stopped_service, "service " + std::string(service) + " is stop_pending");
    EXPECT_EQ(*state->sites[0].state, RunState::stopped);
    EXPECT_EQ(*state->app_pools[0].state, RunState::stopped);
    EXPECT_TRUE(state->app_pools[0].workers->empty());
  }
}

TEST_F(SimulatedReaderTest, AHangBlocksForItsTime) {
  disk_.write("faults: {hang: 3s}" + std::string(kReadNode));
  const auto state = read({.sites = {"Shop"}, .app_pools = {}});
  ASSERT_TRUE(state);
  EXPECT_EQ(blocked_, 3s);
  EXPECT_EQ(state->duration, 3s);
  EXPECT_EQ(state->time.steady, disk_.clock()().steady);
}

TEST_F(SimulatedReaderTest, AnErrorFailsTheReading) {
  disk_.write("faults: {error: \"0x80070005\"}" + std::string(kReadNode));
  const auto state = read({.sites = {"Shop"}, .app_pools = {}});
  ASSERT_FALSE(state);
  EXPECT_EQ(state.error().reason, Reason::iis_access_denied);
  EXPECT_EQ(state.error().code, 0x80070005);
  EXPECT_EQ(blocked_, 0s);
}

TEST_F(SimulatedReaderTest, ABrokenFileIsRemarkedUpon) {
  ASSERT_TRUE(read({.sites = {"Shop"}, .app_pools = {}}));
  disk_.write("sites: {");
  const auto state = read({.sites = {"Shop"}, .app_pools = {}});
  ASSERT_TRUE(state);
  EXPECT_EQ(*state->sites[0].state, RunState::started);
  EXPECT_NE(state->remark.find("iis.yaml:1:1: "), std::string::npos) << state->remark;
}

TEST_F(SimulatedReaderTest, WithoutAFileThereIsNoReading) {
  disk_.remove();
  const auto state = read({.sites = {"Shop"}, .app_pools = {}});
  ASSERT_FALSE(state);
  EXPECT_EQ(state.error().reason, Reason::iis_config_unreadable);
}

}  // namespace
}  // namespace deepalive::probes
