#include "probes/iis/windows/admin_api_control.h"

#include <gtest/gtest.h>

#include "tests/standins/world/world_seed.h"
#include "tests/windows/iis/standin_control.h"

namespace deepalive::probes {
namespace {

using AdminApiControl = StandinControl;
using World = standins::RunState;

TEST_F(AdminApiControl, StartsAndStopsASite) {
  EXPECT_EQ(*control_->stop_site("Shop"), RunState::stopped);
  EXPECT_EQ(site(L"Shop"), RunState::stopped);
  EXPECT_EQ(site(L"Blog"), RunState::started);
  EXPECT_EQ(*control_->start_site("Shop"), RunState::started);
  EXPECT_EQ(site(L"Shop"), RunState::started);
}

TEST_F(AdminApiControl, StartsAnAppPool) {
  set_pool(L"BlogPool", World::stopped);
  EXPECT_EQ(*control_->start_app_pool("BlogPool"), RunState::started);
  EXPECT_EQ(pool(L"BlogPool"), RunState::started);
}

TEST_F(AdminApiControl, WhatIsThereAlreadyIsLeftAlone) {
  EXPECT_EQ(*control_->start_site("Shop"), RunState::started);
  EXPECT_EQ(*control_->start_app_pool("ShopPool"), RunState::started);
  set_site(L"Shop", World::stopped);
  EXPECT_EQ(*control_->stop_site("Shop"), RunState::stopped);
  EXPECT_EQ(world_->counters().methods, 0U);
}

TEST_F(AdminApiControl, AStateThatIisDoesNotKnowIsNoReasonNotToTry) {
  set_site(L"Shop", World::unknown);
  EXPECT_EQ(*control_->start_site("Shop"), RunState::started);
}

TEST_F(AdminApiControl, ASlowTransitionIsSeenOnItsWayAndOrderedOnce) {
  set_site(L"Shop", World::stopped, 2);
  EXPECT_EQ(*control_->start_site("Shop"), RunState::starting);
  EXPECT_EQ(*control_->start_site("Shop"), RunState::starting);
  EXPECT_EQ(*control_->start_site("Shop"), RunState::started);
  EXPECT_EQ(world_->counters().methods, 1U);
  EXPECT_EQ(*control_->stop_site("Shop"), RunState::stopping);
  EXPECT_EQ(*control_->stop_site("Shop"), RunState::stopping);
  EXPECT_EQ(*control_->stop_site("Shop"), RunState::stopped);
  EXPECT_EQ(world_->counters().methods, 2U);
}

TEST_F(AdminApiControl, AStartInTheMiddleOfAStopMayPass) {
  set_site(L"Shop", World::started, 4);
  ASSERT_EQ(*control_->stop_site("Shop"), RunState::stopping);
  const auto early = control_->start_site("Shop");
  ASSERT_FALSE(early);
  EXPECT_EQ(early.error().reason, Reason::start_refused);
  EXPECT_EQ(early.error().code, 0x80070425);
  EXPECT_TRUE(may_pass(early.error()));
  Result<RunState> state = RunState::unknown;
  for (int attempts = 0; attempts < 20 && !(state && *state == RunState::started); ++attempts) {
    state = control_->start_site("Shop");
    ASSERT_TRUE(state || may_pass(state.error())) << state.error().where;
  }
  EXPECT_TRUE(state && *state == RunState::started);
}

TEST_F(AdminApiControl, NamesMatchWithoutCaseInEveryAlphabet) {
  seed("sites: {Größe: {id: 1}, МАГАЗИН: {id: 2}}");
  EXPECT_EQ(*control_->stop_site(utf8(L"GRÖßE")), RunState::stopped);
  EXPECT_EQ(*control_->stop_site(utf8(L"магазин")), RunState::stopped);
  EXPECT_EQ(site(L"Größe"), RunState::stopped);
  EXPECT_EQ(site(L"МАГАЗИН"), RunState::stopped);
}

TEST_F(AdminApiControl, AMissingNameComesWithTheNearestOne) {
  const auto expect_error = [](const Error& error, Reason reason, const std::string& where) {
    EXPECT_EQ(error.reason, reason);
    EXPECT_EQ(error.where, where);
    EXPECT_FALSE(may_pass(error));
  };
  expect_error(control_->start_site("Shopp").error(), Reason::site_missing,
               "site 'Shopp' does not exist; did you mean 'Shop'?");
  expect_error(control_->stop_site("Elsewhere").error(), Reason::site_missing,
               "site 'Elsewhere' does not exist");
  expect_error(control_->start_app_pool("ShopPol").error(), Reason::app_pool_missing,
               "application pool 'ShopPol' does not exist; did you mean 'ShopPool'?");
  expect_error(control_->app_pools_of("Shopp").error(), Reason::site_missing,
               "site 'Shopp' does not exist; did you mean 'Shop'?");
  seed("{}");
  expect_error(control_->start_site("Shop").error(), Reason::site_missing,
               "site 'Shop' does not exist");
}

TEST_F(AdminApiControl, ThePoolsOfASiteComeOnceAndAsTheyAreSpelled) {
  EXPECT_EQ(*control_->app_pools_of("shop"), (std::vector<std::string>{"ShopPool", "ApiPool"}));
  seed(
      "sites: {Shop: {id: 1, app_pools: [shoppool, SHOPPOOL, Ghost]}}\n"
      "app_pools: {ShopPool: {}}");
  const auto pools = control_->app_pools_of("Shop");
  ASSERT_TRUE(pools) << pools.error().where;
  EXPECT_EQ(*pools, (std::vector<std::string>{"ShopPool", "Ghost"}));
}

TEST_F(AdminApiControl, ThePoolsOfASiteNeedNoService) {
  set_service("W3SVC", ServicePhase::stopped);
  EXPECT_TRUE(control_->app_pools_of("Shop"));
}

TEST_F(AdminApiControl, WithAServiceDownNothingIsStartedAndIisIsNotAsked) {
  for (const char* service : {"W3SVC", "WAS"}) {
    for (const ServicePhase phase : {ServicePhase::stopped, ServicePhase::stop_pending}) {
      set_service(service, phase);
      for (const auto& refused :
           {control_->start_site("Shop"), control_->start_app_pool("ApiPool")}) {
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().reason, Reason::service_not_running);
        EXPECT_NE(refused.error().where.find(": service " + std::string(service) + " is stop"),
                  std::string::npos)
            << refused.error().where;
      }
    }
    set_service(service, ServicePhase::running);
  }
  EXPECT_EQ(world_->counters().creates, 0U);
}

TEST_F(AdminApiControl, WithAServiceStoppedTheSiteIsStoppedWithoutAsking) {
  set_service("W3SVC", ServicePhase::stopped);
  EXPECT_EQ(*control_->stop_site("Shop"), RunState::stopped);
  services_->states.find("W3SVC")->second = Error{Reason::service_missing, 1060, "not installed"};
  EXPECT_EQ(*control_->stop_site("Shop"), RunState::stopped);
  EXPECT_EQ(world_->counters().creates, 0U);
}

TEST_F(AdminApiControl, WithAServiceOnItsWayTheSiteIsNotKnownToBeStopped) {
  for (const ServicePhase phase :
       {ServicePhase::start_pending, ServicePhase::stop_pending, ServicePhase::paused}) {
    set_service("WAS", phase);
    EXPECT_EQ(*control_->stop_site("Shop"), RunState::unknown);
  }
}

TEST_F(AdminApiControl, WhenTheServiceManagerIsSilentIisHasTheWord) {
  for (const char* service : {"W3SVC", "WAS"}) {
    services_->states.find(service)->second = Error{Reason::service_query_failed, 5, "denied"};
  }
  EXPECT_EQ(*control_->stop_site("Shop"), RunState::stopped);
  EXPECT_EQ(site(L"Shop"), RunState::stopped);
}

TEST_F(AdminApiControl, ServicesAreStartedByTheStarter) {
  const auto state = control_->start_service("W3SVC");
  ASSERT_TRUE(state);
  EXPECT_EQ(state->phase, ServicePhase::start_pending);
  EXPECT_EQ(starts_->names, std::vector<std::string>{"W3SVC"});
  starts_->answer = Error{Reason::service_disabled, 1058, "service 'WAS' is disabled"};
  EXPECT_EQ(control_->start_service("WAS").error().reason, Reason::service_disabled);
}

TEST_F(AdminApiControl, NothingIsKeptBetweenCalls) {
  for (int i = 0; i < 20; ++i) {
    ASSERT_TRUE(control_->stop_site("Shop"));
    ASSERT_TRUE(control_->start_site("Shop"));
    ASSERT_TRUE(control_->app_pools_of("Shop"));
    ASSERT_FALSE(control_->start_app_pool("Ghost"));
    EXPECT_EQ(live_objects(), 0U);
  }
  EXPECT_EQ(world_->counters().creates, 80U);
}

TEST_F(AdminApiControl, FindsOneSiteAmongThousands) {
  standins::WorldSeed many;
  standins::add_many_sites(many, 5000);
  standins::plant(*world_, many);
  EXPECT_EQ(*control_->stop_site("SITE04990"), RunState::stopped);
  EXPECT_EQ(site(L"Site04990"), RunState::stopped);
  EXPECT_EQ(world_->counters().states, 2U);
}

}  // namespace
}  // namespace deepalive::probes
