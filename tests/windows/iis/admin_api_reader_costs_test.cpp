#include <gtest/gtest.h>

#include <chrono>
#include <iostream>

#include "tests/standins/world/world_actions.h"
#include "tests/standins/world/world_seed.h"
#include "tests/windows/iis/standin_iis.h"

namespace deepalive::probes {
namespace {

using AdminApiReaderCosts = StandinIis;

TEST_F(AdminApiReaderCosts, NothingButTheManagerIsKeptBetweenReadings) {
  for (int i = 0; i < 20; ++i) {
    ASSERT_TRUE(
        read({.sites = {"Shop", "Ghost"}, .app_pools = {"ShopPool"}, .app_pools_of_sites = true}));
    EXPECT_EQ(live_objects(), 1U);
  }
  EXPECT_EQ(world_->counters().creates, 1U);
}

TEST_F(AdminApiReaderCosts, AReadingTakesTwoSectionsAndTheWantedStates) {
  ASSERT_TRUE(read({.sites = {"Shop", "SHOP"}, .app_pools = {"ShopPool"}}));
  EXPECT_EQ(world_->counters().sections, 2U);
  EXPECT_EQ(world_->counters().states, 2U);
  EXPECT_EQ(world_->counters().workers, 1U);
}

TEST_F(AdminApiReaderCosts, WhatIsNotWantedIsNotRead) {
  ASSERT_TRUE(read({}));
  EXPECT_EQ(world_->counters().sections, 0U);
  ASSERT_TRUE(read({.sites = {"Shop"}, .app_pools = {}}));
  EXPECT_EQ(world_->counters().sections, 1U);
  EXPECT_EQ(world_->counters().workers, 0U);
}

TEST_F(AdminApiReaderCosts, TheManagerIsReplacedOnceAMinute) {
  ASSERT_TRUE(read_shop());
  now_->steady += std::chrono::seconds(59);
  ASSERT_TRUE(read_shop());
  EXPECT_EQ(world_->counters().creates, 1U);
  now_->steady += std::chrono::seconds(1);
  ASSERT_TRUE(read_shop());
  EXPECT_EQ(world_->counters().creates, 2U);
}

TEST_F(AdminApiReaderCosts, TheManagerIsReplacedSoonerWhileSomethingIsMissing) {
  const IisQuery query{.sites = {"Ghost"}, .app_pools = {}};
  for (int second = 0; second < 31; ++second) {
    ASSERT_TRUE(read(query));
    now_->steady += std::chrono::seconds(1);
  }
  // Made at 0, 11 and 22: each lived until it was ten seconds old.
  EXPECT_EQ(world_->counters().creates, 3U);
}

TEST_F(AdminApiReaderCosts, TheManagerIsReplacedForAReadingThatIsAskedForAnewOnceASecond) {
  const IisQuery query{.sites = {"Shop"}, .app_pools = {}, .anew = true};
  ASSERT_TRUE(read(query));
  ASSERT_TRUE(read(query));
  EXPECT_EQ(world_->counters().creates, 1U);
  now_->steady += std::chrono::seconds(1);
  ASSERT_TRUE(read(query));
  EXPECT_EQ(world_->counters().creates, 2U);
}

TEST_F(AdminApiReaderCosts, TheManagerIsReplacedAfterAFailure) {
  ASSERT_TRUE(read_shop());
  fail(standins::FaultTarget::sections, E_FAIL);
  ASSERT_FALSE(read_shop());
  standins::clear_faults(*world_);
  ASSERT_TRUE(read_shop());
  EXPECT_EQ(world_->counters().creates, 2U);
}

TEST_F(AdminApiReaderCosts, OnAServerWithThousandsOfSitesOnlyTheWantedStatesAreRead) {
  standins::WorldSeed many;
  standins::add_many_sites(many, 5000);
  standins::plant(*world_, many);
  const IisQuery query{.sites = {"Site00010", "site02500", "SITE04990"},
                       .app_pools = {},
                       .app_pools_of_sites = true};
  const auto timed = [&] {
    const auto begin = std::chrono::steady_clock::now();
    const auto state = read(query);
    EXPECT_TRUE(state && state->sites.size() == 3 && state->app_pools.size() == 3);
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin)
        .count();
  };
  const double first = timed();
  EXPECT_EQ(world_->counters().states, 6U);
  const double second = timed();
  EXPECT_EQ(world_->counters().states, 12U);
  std::cout << "5000 sites: searching " << first << " ms, knowing the places " << second << " ms\n";
}

}  // namespace
}  // namespace deepalive::probes
