#include "probes/iis/windows/admin_api_reader.h"

#include <gtest/gtest.h>

#include "tests/standins/world/world_actions.h"
#include "tests/windows/iis/standin_iis.h"

namespace deepalive::probes {
namespace {

using AdminApiReader = StandinIis;

TEST_F(AdminApiReader, ReadsSitesPoolsAndWorkers) {
  const auto state = read({.sites = {"Shop", "Blog"}, .app_pools = {"ShopPool", "ApiPool"}});
  ASSERT_TRUE(state) << state.error().where;
  ASSERT_EQ(state->sites.size(), 2U);
  EXPECT_EQ(state->sites[0].name, "Shop");
  EXPECT_EQ(state->sites[0].id, 7U);
  EXPECT_TRUE(state->sites[0].auto_start);
  EXPECT_EQ(*state->sites[0].state, RunState::started);
  EXPECT_FALSE(state->sites[1].auto_start);
  ASSERT_EQ(state->app_pools.size(), 2U);
  EXPECT_EQ(state->app_pools[0].start_mode, StartMode::always_running);
  EXPECT_TRUE(state->app_pools[0].auto_start);
  EXPECT_EQ(*state->app_pools[0].state, RunState::started);
  ASSERT_EQ(state->app_pools[0].workers->size(), 2U);
  EXPECT_EQ(state->app_pools[0].workers->at(0).process_id, 4242U);
  EXPECT_EQ(state->app_pools[0].workers->at(0).state, WorkerState::running);
  EXPECT_EQ(state->app_pools[1].start_mode, StartMode::on_demand);
  EXPECT_FALSE(state->app_pools[1].auto_start);
  EXPECT_TRUE(state->app_pools[1].workers->empty());
  EXPECT_EQ(state->remark, "");
}

TEST_F(AdminApiReader, EachStateIsTheOneThatIisGives) {
  for (const RunState wanted : kAllRunStates) {
    world_->write([&](standins::WorldState& world) {
      standins::find_site(world, L"Shop")->run = {static_cast<standins::RunState>(wanted),
                                                  static_cast<standins::RunState>(wanted), 0, 0};
      standins::find_pool(world, L"ShopPool")->run = {
          static_cast<standins::RunState>(wanted), static_cast<standins::RunState>(wanted), 0, 0};
    });
    const auto state = read_shop();
    ASSERT_TRUE(state);
    EXPECT_EQ(*state->sites[0].state, wanted);
    EXPECT_EQ(*state->app_pools[0].state, wanted);
  }
}

TEST_F(AdminApiReader, AStopIsSeenByTheNextReading) {
  ASSERT_TRUE(read_shop());
  standins::control_site(*world_, 7, standins::Control::stop);
  const auto state = read_shop();
  ASSERT_TRUE(state);
  EXPECT_EQ(*state->sites[0].state, RunState::stopped);
}

TEST_F(AdminApiReader, AStopThatTakesTimeIsSeenOnItsWay) {
  world_->write(
      [](standins::WorldState& world) { standins::find_site(world, L"Shop")->run.slow_reads = 2; });
  ASSERT_TRUE(read_shop());
  standins::control_site(*world_, 7, standins::Control::stop);
  EXPECT_EQ(*read_shop()->sites[0].state, RunState::stopping);
  EXPECT_EQ(*read_shop()->sites[0].state, RunState::stopping);
  EXPECT_EQ(*read_shop()->sites[0].state, RunState::stopped);
}

TEST_F(AdminApiReader, FindsThePoolsThatTheSitesUse) {
  const auto state = read({.sites = {"Shop"}, .app_pools = {}, .app_pools_of_sites = true});
  ASSERT_TRUE(state);
  EXPECT_EQ(*state->sites[0].app_pools, (std::vector<std::string>{"ShopPool", "apipool"}));
  ASSERT_EQ(state->app_pools.size(), 2U);
  EXPECT_EQ(state->app_pools[*state->app_pool_names.at("apipool").index].name, "ApiPool");
}

TEST_F(AdminApiReader, ReadsTheFoldersOfASiteOnlyWhenAskedTo) {
  seed("sites: {Shop: {id: 1, app_pools: [A, B], physical_path: 'D:\\Größe\\shop'}}");
  const auto state = read({.sites = {"Shop"}, .app_pools = {}, .folders_of_sites = true});
  ASSERT_TRUE(state) << state.error().where;
  ASSERT_TRUE(state->sites[0].folders) << state->sites[0].folders.error().where;
  const auto& folders = *state->sites[0].folders;
  ASSERT_EQ(folders.size(), 2U);
  EXPECT_EQ(folders[0].url_path, "/");
  EXPECT_EQ(folders[0].path, utf8(L"D:\\Größe\\shop"));
  EXPECT_EQ(folders[0].user_name, "");
  EXPECT_EQ(folders[1].url_path, "/app1");
  EXPECT_EQ(live_objects(), 1U);  // the manager
  EXPECT_TRUE(read({.sites = {"Shop"}, .app_pools = {}})->sites[0].folders->empty());
}

TEST_F(AdminApiReader, ReadsWhenIisGivesUpOnAPoolOnlyWhenAskedTo) {
  const auto state = read({.sites = {}, .app_pools = {"ShopPool"}, .rapid_fail = true});
  ASSERT_TRUE(state);
  const auto& rapid_fail = state->app_pools[0].rapid_fail;
  ASSERT_TRUE(rapid_fail);
  EXPECT_EQ(rapid_fail->max_crashes, 5U);
  EXPECT_EQ(rapid_fail->interval, std::chrono::minutes(5));
  EXPECT_EQ(live_objects(), 1U);  // the manager
  EXPECT_FALSE(read_shop()->app_pools[0].rapid_fail);
}

TEST_F(AdminApiReader, NamesMatchWithoutCaseInEveryAlphabet) {
  seed("sites: {Größe: {id: 1}, МАГАЗИН: {id: 2}, \"It's {a} \\\"shop\\\"\": {id: 3}}");
  const auto state =
      read({.sites = {utf8(L"GRÖßE"), utf8(L"größe"), utf8(L"магазин"), "it's {a} \"shop\""},
            .app_pools = {}});
  ASSERT_TRUE(state);
  ASSERT_EQ(state->sites.size(), 3U);
  EXPECT_EQ(state->sites[0].name, utf8(L"Größe"));
  EXPECT_EQ(state->site_names.at(utf8(L"GRÖßE")).index, 0U);
  EXPECT_EQ(state->site_names.at(utf8(L"größe")).index, 0U);
  EXPECT_EQ(state->sites[1].name, utf8(L"МАГАЗИН"));
  EXPECT_EQ(state->sites[2].id, 3U);
}

TEST_F(AdminApiReader, AMissingNameComesWithTheNearestOne) {
  const auto state = read({.sites = {"Shopp"}, .app_pools = {"Elsewhere"}});
  ASSERT_TRUE(state);
  const Found& site = state->site_names.at("Shopp");
  EXPECT_FALSE(site.index);
  EXPECT_EQ(site.nearest, "Shop");
  EXPECT_FALSE(site.doubt);
  EXPECT_FALSE(state->app_pool_names.at("Elsewhere").index);
}

TEST_F(AdminApiReader, SitesThatMoveInTheListAreFoundAgain) {
  ASSERT_TRUE(read({.sites = {"Shop", "Blog"}, .app_pools = {}}));
  seed("sites: {New: {id: 9}, Blog: {id: 3}, Other: {id: 4}, Shop: {id: 7}}");
  const auto state = read({.sites = {"Shop", "Blog"}, .app_pools = {}});
  ASSERT_TRUE(state);
  ASSERT_EQ(state->sites.size(), 2U);
  EXPECT_EQ(state->sites[0].id, 7U);
  EXPECT_EQ(state->sites[1].id, 3U);
}

TEST_F(AdminApiReader, ASiteThatIsRemovedIsMissing) {
  ASSERT_TRUE(read_shop()->site_names.at("Shop").index);
  seed("sites: {Blog: {id: 3}}");
  const auto state = read_shop();
  ASSERT_TRUE(state);
  EXPECT_FALSE(state->site_names.at("Shop").index);
  EXPECT_FALSE(state->site_names.at("Shop").doubt);
}

TEST_F(AdminApiReader, AnIisWithoutAnySiteIsReadable) {
  seed("{}");
  const auto state = read_shop();
  ASSERT_TRUE(state) << state.error().where;
  EXPECT_FALSE(state->site_names.at("Shop").index);
}

TEST_F(AdminApiReader, WithAServiceDownStatesAreNotAskedFor) {
  for (const char* service : {"W3SVC", "WAS"}) {
    services_->states.find(service)->second = ServiceState{ServicePhase::stop_pending, 0};
    const auto states_before = world_->counters().states.load();
    const auto state = read_shop();
    ASSERT_TRUE(state);
    EXPECT_EQ(state->stopped_service, std::string("service ") + service + " is stop_pending");
    EXPECT_EQ(*state->sites[0].state, RunState::stopped);
    EXPECT_EQ(*state->app_pools[0].state, RunState::stopped);
    EXPECT_EQ(world_->counters().states, states_before);
    EXPECT_EQ(world_->counters().workers, 0U);
    services_->states.find(service)->second = ServiceState{ServicePhase::running, 100};
  }
}

TEST_F(AdminApiReader, AServiceThatIsNotInstalledIsDownToo) {
  services_->states.find("W3SVC")->second =
      Error{Reason::service_missing, 1060, "service 'W3SVC' is not installed"};
  EXPECT_EQ(read_shop()->stopped_service, "service 'W3SVC' is not installed");
}

TEST_F(AdminApiReader, WhenTheServiceManagerIsSilentIisHasTheWord) {
  for (const char* service : {"W3SVC", "WAS"}) {
    services_->states.find(service)->second = Error{Reason::service_query_failed, 5, "denied"};
  }
  const auto state = read_shop();
  ASSERT_TRUE(state);
  EXPECT_EQ(state->stopped_service, "");
  EXPECT_EQ(*state->sites[0].state, RunState::started);
}

TEST_F(AdminApiReader, AReadingHasItsTimeAndItsDuration) {
  now_->steady += std::chrono::hours(1);
  const auto state = read_shop();
  ASSERT_TRUE(state);
  EXPECT_EQ(state->time.steady, now_->steady);
  EXPECT_EQ(state->duration, Duration::zero());
}

}  // namespace
}  // namespace deepalive::probes
