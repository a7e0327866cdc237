#include "probes/iis/simulated_control.h"

#include <gtest/gtest.h>

#include "probes/iis/simulated_reader.h"
#include "probes/service/simulated_service_reader.h"
#include "tests/unit/probes/iis/node_file.h"

namespace deepalive::probes {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view kNode = R"(
sites:
  Shop: {state: stopped, app_pools: [ShopPool, apipool, APIPOOL, Ghost]}
  Blog: {state: stopped, auto_start: false, start: refused}
app_pools:
  ShopPool: {state: stopped}
  ApiPool: {}
  OldPool: {state: stopped, start: refused}
)";

class SimulatedControlTest : public testing::Test {
 protected:
  SimulatedControlTest() { disk_.write(kNode); }

  void with(const std::string& more) { disk_.write(more + std::string(kNode)); }

  RunState site(const std::string& name) {
    const auto state = reader_.read({.sites = {name}, .app_pools = {}});
    return state ? *state->sites.at(0).state : RunState::unknown;
  }
  RunState pool(const std::string& name) {
    const auto state = reader_.read({.sites = {}, .app_pools = {name}});
    return state ? *state->app_pools.at(0).state : RunState::unknown;
  }
  ServicePhase service(const std::string& name) { return services_.query(name)->phase; }

  template <class T>
  static void expect_error(const Result<T>& result, Reason reason, const std::string& where) {
    ASSERT_FALSE(result);
    EXPECT_EQ(to_name(result.error().reason), to_name(reason));
    EXPECT_EQ(result.error().where, where);
  }

  NodeFile disk_;
  Duration blocked_{};
  const std::shared_ptr<SimulatedChanges> changes_ = std::make_shared<SimulatedChanges>();
  SimulatedControl control_{disk_.path(), disk_.clock(), changes_,
                            [this](Duration duration) { blocked_ += duration; }};
  SimulatedReader reader_{disk_.path(), disk_.clock(), changes_, [](Duration) {}};
  SimulatedServiceReader services_{disk_.path(), disk_.clock(), changes_};
};

TEST_F(SimulatedControlTest, WhatIsStartedIsSeenByTheReader) {
  EXPECT_EQ(site("Shop"), RunState::stopped);
  const auto started = control_.start_site("SHOP");
  ASSERT_TRUE(started);
  EXPECT_EQ(*started, RunState::started);
  EXPECT_EQ(site("Shop"), RunState::started);
  ASSERT_TRUE(control_.start_app_pool("shoppool"));
  EXPECT_EQ(pool("ShopPool"), RunState::started);
}

TEST_F(SimulatedControlTest, WhatIsStoppedIsSeenByTheReader) {
  ASSERT_TRUE(control_.start_site("Shop"));
  EXPECT_EQ(*control_.stop_site("shop"), RunState::stopped);
  EXPECT_EQ(site("Shop"), RunState::stopped);
}

TEST_F(SimulatedControlTest, WhatIsThereAlreadyIsLeftAlone) {
  EXPECT_EQ(*control_.stop_site("Shop"), RunState::stopped);
  EXPECT_EQ(*control_.stop_site("Blog"), RunState::stopped);
  EXPECT_EQ(*control_.start_app_pool("ApiPool"), RunState::started);
  EXPECT_EQ(control_.start_service("W3SVC")->phase, ServicePhase::running);
}

TEST_F(SimulatedControlTest, ANewContentOfTheFileIsTheTruthAgain) {
  ASSERT_TRUE(control_.start_site("Shop"));
  with("# a new day\n");
  EXPECT_EQ(site("Shop"), RunState::stopped);
}

TEST_F(SimulatedControlTest, WhatIsUnderWayIsWaitedForOrTriedAgain) {
  disk_.write("sites: {Up: {state: starting}, Down: {state: stopping}}");
  EXPECT_EQ(*control_.start_site("Up"), RunState::starting);
  EXPECT_EQ(*control_.stop_site("Down"), RunState::stopping);
  const auto up = control_.start_site("Down");
  expect_error(up, Reason::start_refused,
               "starting site 'Down' (0x80070425, it is just starting or stopping)");
  EXPECT_TRUE(may_pass(up.error()));
  const auto down = control_.stop_site("Up");
  expect_error(down, Reason::start_refused,
               "stopping site 'Up' (0x80070425, it is just starting or stopping)");
  EXPECT_TRUE(may_pass(down.error()));
}

TEST_F(SimulatedControlTest, AStartThatTheFileRefusesFailsLikeATakenBinding) {
  const auto blog = control_.start_site("Blog");
  expect_error(blog, Reason::start_refused,
               "starting site 'Blog' (0x800700B7, another started site has the same binding: stop "
               "that site, or change one of the bindings)");
  EXPECT_FALSE(may_pass(blog.error()));
  EXPECT_EQ(site("Blog"), RunState::stopped);
  EXPECT_EQ(control_.start_app_pool("OldPool").error().reason, Reason::start_refused);
  EXPECT_EQ(pool("OldPool"), RunState::stopped);
}

TEST_F(SimulatedControlTest, AMissingNameComesWithTheNearestOne) {
  expect_error(control_.start_site("Shopp"), Reason::site_missing,
               "site 'Shopp' does not exist; did you mean 'Shop'?");
  expect_error(control_.stop_site("Nowhere"), Reason::site_missing,
               "site 'Nowhere' does not exist");
  expect_error(control_.start_app_pool("ShopPol"), Reason::app_pool_missing,
               "application pool 'ShopPol' does not exist; did you mean 'ShopPool'?");
  expect_error(control_.app_pools_of("Shopp"), Reason::site_missing,
               "site 'Shopp' does not exist; did you mean 'Shop'?");
  expect_error(control_.start_service("Spooler"), Reason::service_missing,
               "service 'Spooler' is not installed");
}

TEST_F(SimulatedControlTest, ThePoolsOfASiteComeOnceAndAsTheyAreSpelled) {
  const auto pools = control_.app_pools_of("shop");
  ASSERT_TRUE(pools);
  EXPECT_EQ(*pools, (std::vector<std::string>{"ShopPool", "ApiPool", "Ghost"}));
}

TEST_F(SimulatedControlTest, WithAServiceStoppedNothingStartsAndEverythingIsStopped) {
  for (const std::string name : {"WAS", "W3SVC"}) {
    with("services: {" + name + ": stopped}");
    expect_error(control_.start_site("Shop"), Reason::service_not_running,
                 "starting site 'Shop': service " + name + " is stopped");
    expect_error(control_.start_app_pool("ApiPool"), Reason::service_not_running,
                 "starting application pool 'ApiPool': service " + name + " is stopped");
    EXPECT_EQ(*control_.stop_site("Shop"), RunState::stopped);
    EXPECT_EQ(*control_.stop_site("Nowhere"), RunState::stopped);
    EXPECT_TRUE(control_.app_pools_of("Shop"));
  }
}

TEST_F(SimulatedControlTest, WithAServiceOnItsWayTheSiteIsNotKnownToBeStopped) {
  for (const char* phase : {"start_pending", "stop_pending", "paused"}) {
    with("services: {W3SVC: " + std::string(phase) + "}");
    EXPECT_EQ(*control_.stop_site("Shop"), RunState::unknown);
    EXPECT_EQ(to_name(control_.start_service("W3SVC")->phase), phase);
  }
}

TEST_F(SimulatedControlTest, AServiceStartsWhatItDependsOnAndWhatStartsByItself) {
  with("services: {W3SVC: stopped, WAS: stopped, Spooler: stopped}");
  EXPECT_EQ(control_.start_service("w3svc")->phase, ServicePhase::running);
  EXPECT_EQ(service("W3SVC"), ServicePhase::running);
  EXPECT_EQ(service("WAS"), ServicePhase::running);
  EXPECT_EQ(service("Spooler"), ServicePhase::stopped);
  EXPECT_EQ(site("Shop"), RunState::started);
  EXPECT_EQ(site("Blog"), RunState::stopped);
  EXPECT_EQ(pool("ShopPool"), RunState::started);
  EXPECT_EQ(pool("OldPool"), RunState::stopped);
}

TEST_F(SimulatedControlTest, ADisabledServiceIsNotStarted) {
  with("services: {WAS: disabled, W3SVC: stopped}");
  expect_error(control_.start_service("was"), Reason::service_disabled,
               "service 'WAS' is disabled: change its start type, nothing can start it");
  expect_error(control_.start_service("W3SVC"), Reason::start_refused,
               "starting service 'W3SVC': WAS, which it depends on, does not run");
  EXPECT_EQ(service("WAS"), ServicePhase::stopped);
  EXPECT_EQ(service("W3SVC"), ServicePhase::stopped);
}

TEST_F(SimulatedControlTest, AHangBlocksWhatGoesThroughIis) {
  with("faults: {hang: 3s}");
  EXPECT_TRUE(control_.start_site("Shop"));
  EXPECT_EQ(blocked_, 3s);
  EXPECT_TRUE(control_.stop_site("Shop"));
  EXPECT_TRUE(control_.start_app_pool("ShopPool"));
  EXPECT_TRUE(control_.app_pools_of("Shop"));
  EXPECT_EQ(blocked_, 12s);
  EXPECT_TRUE(control_.start_service("W3SVC"));
  EXPECT_EQ(blocked_, 12s);
}

TEST_F(SimulatedControlTest, AnErrorFailsWhatGoesThroughIis) {
  with("faults: {error: \"0x80070005\"}");
  expect_error(control_.stop_site("Shop"), Reason::iis_access_denied,
               "simulated IIS (0x80070005, the agent needs administrator rights: run it as "
               "LocalSystem or elevated)");
  EXPECT_FALSE(control_.start_site("Shop"));
  EXPECT_FALSE(control_.start_app_pool("ShopPool"));
  EXPECT_FALSE(control_.app_pools_of("Shop"));
  EXPECT_TRUE(control_.start_service("W3SVC"));
  with("");
  EXPECT_EQ(site("Shop"), RunState::stopped);
}

TEST_F(SimulatedControlTest, WithoutAFileNothingCanBeDone) {
  disk_.remove();
  EXPECT_EQ(control_.start_site("Shop").error().reason, Reason::iis_config_unreadable);
  EXPECT_EQ(control_.start_service("W3SVC").error().reason, Reason::iis_config_unreadable);
  EXPECT_EQ(control_.app_pools_of("Shop").error().reason, Reason::iis_config_unreadable);
}

}  // namespace
}  // namespace deepalive::probes
