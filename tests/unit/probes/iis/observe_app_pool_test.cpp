#include <gtest/gtest.h>

#include "probes/iis/observe.h"
#include "tests/unit/probes/iis/readings.h"

namespace deepalive::probes {
namespace {

Observation observe_named(IisState state, std::string pool) {
  return observe_app_pool(Result<IisState>(std::move(state)), AppPoolTarget{std::move(pool), {}},
                          kNow);
}

Observation observe_of_sites(IisState state, std::vector<std::string> sites) {
  return observe_app_pool(Result<IisState>(std::move(state)), AppPoolTarget{"", std::move(sites)},
                          kNow);
}

SiteState site_with_pools(std::string name, Result<std::vector<std::string>> pools) {
  return {.name = std::move(name), .state = RunState::started, .app_pools = std::move(pools)};
}

TEST(ObserveAppPool, AStartedPoolWithoutWorkersIsHealthy) {
  IisState reading = empty_reading();
  add_pool(reading, {.name = "ShopPool", .state = RunState::started});
  const Observation seen = observe_named(std::move(reading), "ShopPool");
  EXPECT_EQ(seen.outcome, Outcome::pass);
  EXPECT_EQ(seen.detail, "application pool 'ShopPool' is started");
}

TEST(ObserveAppPool, AStoppedPoolFails) {
  IisState reading = empty_reading();
  add_pool(reading, {.name = "ShopPool", .state = RunState::stopped});
  const Observation seen = observe_named(std::move(reading), "ShopPool");
  EXPECT_EQ(seen.outcome, Outcome::fail);
  EXPECT_EQ(seen.reason, Reason::app_pool_not_started);
}

TEST(ObserveAppPool, AMissingPoolFails) {
  IisState reading = empty_reading();
  reading.app_pool_names["ShopPool"] = {.index = std::nullopt, .nearest = "ShopsPool"};
  const Observation seen = observe_named(std::move(reading), "ShopPool");
  EXPECT_EQ(seen.outcome, Outcome::fail);
  EXPECT_EQ(seen.reason, Reason::app_pool_missing);
  EXPECT_EQ(seen.detail, "application pool 'ShopPool' does not exist; did you mean 'ShopsPool'?");
}

TEST(ObserveAppPool, AllPoolsOfTheSitesMustBeStarted) {
  IisState reading = empty_reading();
  add_site(reading, site_with_pools("Shop", std::vector<std::string>{"A", "B"}));
  add_site(reading, site_with_pools("Blog", std::vector<std::string>{"B", "C"}));
  for (const char* name : {"A", "B", "C"})
    add_pool(reading, {.name = name, .state = RunState::started});
  Observation seen = observe_of_sites(reading, {"Shop", "Blog"});
  EXPECT_EQ(seen.outcome, Outcome::pass);
  EXPECT_EQ(seen.detail, "all 3 application pools are started");

  reading.app_pools[2].state = RunState::stopping;
  seen = observe_of_sites(reading, {"Shop", "Blog"});
  EXPECT_EQ(seen.outcome, Outcome::fail);
  EXPECT_EQ(seen.reason, Reason::app_pool_not_started);
  EXPECT_EQ(seen.detail, "application pool 'C' is stopping (2 of 3 are started)");
  EXPECT_EQ(observe_of_sites(reading, {"Shop"}).outcome, Outcome::pass);
}

TEST(ObserveAppPool, AFailOutranksWhatCannotBeRead) {
  IisState reading = empty_reading();
  add_site(reading, site_with_pools("Shop", std::vector<std::string>{"A", "B", "C"}));
  add_pool(reading, {.name = "A", .state = unreadable()});
  add_pool(reading, {.name = "B", .state = RunState::stopped});
  add_pool(reading, {.name = "C", .state = RunState::started});
  EXPECT_EQ(observe_of_sites(reading, {"Shop"}).outcome, Outcome::fail);
  reading.app_pools[1].state = RunState::started;
  const Observation seen = observe_of_sites(reading, {"Shop"});
  EXPECT_EQ(seen.outcome, Outcome::indeterminate);
  EXPECT_EQ(seen.detail,
            "the state of application pool 'A' cannot be read: state (0x800710D8) (2 of 3 are "
            "started)");
}

TEST(ObserveAppPool, WithoutTheSiteItsPoolsAreNotKnown) {
  IisState reading = empty_reading();
  reading.site_names["Shop"] = {.index = std::nullopt};
  const Observation seen = observe_of_sites(std::move(reading), {"Shop"});
  EXPECT_EQ(seen.outcome, Outcome::indeterminate);
  EXPECT_EQ(seen.detail, "the application pools are not known: site 'Shop' does not exist");
}

TEST(ObserveAppPool, ApplicationsThatCannotBeReadAreIndeterminate) {
  IisState reading = empty_reading();
  add_site(reading, site_with_pools("Shop", unreadable()));
  EXPECT_EQ(observe_of_sites(reading, {"Shop"}).outcome, Outcome::indeterminate);
  reading.sites[0].app_pools = std::vector<std::string>{};
  EXPECT_EQ(observe_of_sites(reading, {"Shop"}).detail,
            "site 'Shop' has no application, so it uses no pool");
  EXPECT_EQ(observe_of_sites(reading, {}).outcome, Outcome::indeterminate);
}

TEST(ObserveAppPool, AFailedReadingIsIndeterminate) {
  const Result<IisState> failed(Error{Reason::iis_timeout, 0, "reading IIS"});
  EXPECT_EQ(observe_app_pool(failed, AppPoolTarget{"A", {}}, kNow).reason, Reason::iis_timeout);
  EXPECT_EQ(observe_app_pool(failed, AppPoolTarget{"", {"Shop"}}, kNow).outcome,
            Outcome::indeterminate);
}

}  // namespace
}  // namespace deepalive::probes
