#include "probes/iis/simulated_node.h"

#include <gtest/gtest.h>

namespace deepalive::probes {
namespace {

SimulatedNode parse(std::string_view yaml) {
  auto node = parse_simulated_node(yaml, "iis.yaml");
  if (!node) {
    ADD_FAILURE() << node.error().where;
    return {};
  }
  return std::move(*node);
}

TEST(SimulatedNode, ReadsEverythingOfTheContract) {
  const SimulatedNode node = parse(R"(
services: {W3SVC: running, WAS: stop_pending, MSMQ: paused, Spooler: disabled}
sites:
  Shop: {id: 7, state: stopped, start: refused, auto_start: false, app_pools: [ShopPool, ApiPool],
         bindings: ["http/*:80:shop.example.com"], physical_path: content/shop}
app_pools:
  ShopPool: {state: stopping, start: refused, auto_start: false, start_mode: AlwaysRunning, worker_processes: [4242, 17]}
faults: {hang: 3s, error: "0x80070426"}
)");
  EXPECT_EQ(node.services.at("W3SVC").phase, ServicePhase::running);
  EXPECT_EQ(node.services.at("WAS").phase, ServicePhase::stop_pending);
  EXPECT_EQ(node.services.at("MSMQ").phase, ServicePhase::paused);
  EXPECT_FALSE(node.services.at("MSMQ").disabled);
  EXPECT_EQ(node.services.at("Spooler").phase, ServicePhase::stopped);
  EXPECT_TRUE(node.services.at("Spooler").disabled);
  ASSERT_EQ(node.sites.size(), 1U);
  EXPECT_EQ(node.sites[0].name, "Shop");
  EXPECT_EQ(node.sites[0].id, 7U);
  EXPECT_EQ(*node.sites[0].state, RunState::stopped);
  EXPECT_TRUE(node.sites[0].start_refused);
  EXPECT_FALSE(node.sites[0].auto_start);
  EXPECT_EQ(*node.sites[0].app_pools, (std::vector<std::string>{"ShopPool", "ApiPool"}));
  ASSERT_EQ(node.app_pools.size(), 1U);
  EXPECT_EQ(*node.app_pools[0].state, RunState::stopping);
  EXPECT_TRUE(node.app_pools[0].start_refused);
  EXPECT_FALSE(node.app_pools[0].auto_start);
  EXPECT_EQ(node.app_pools[0].start_mode, StartMode::always_running);
  ASSERT_EQ(node.app_pools[0].workers->size(), 2U);
  EXPECT_EQ(node.app_pools[0].workers->at(0).process_id, 4242U);
  EXPECT_EQ(node.faults.hang, std::chrono::seconds(3));
  EXPECT_EQ(node.faults.error, 0x80070426U);
}

TEST(SimulatedNode, WhatIsNotSaidIsAsIisWouldHaveIt) {
  const SimulatedNode node = parse("sites: {Shop: , Blog: {}}");
  EXPECT_EQ(node.services.at("W3SVC").phase, ServicePhase::running);
  EXPECT_EQ(node.services.at("WAS").phase, ServicePhase::running);
  ASSERT_EQ(node.sites.size(), 2U);
  EXPECT_EQ(*node.sites[0].state, RunState::started);
  EXPECT_FALSE(node.sites[0].start_refused);
  EXPECT_EQ(node.sites[0].id, 1U);
  EXPECT_EQ(node.sites[1].id, 2U);
  EXPECT_EQ(*node.sites[1].app_pools, std::vector<std::string>{"DefaultAppPool"});
  ASSERT_EQ(node.app_pools.size(), 1U);
  EXPECT_EQ(node.app_pools[0].name, "DefaultAppPool");
  EXPECT_EQ(*node.app_pools[0].state, RunState::started);
  EXPECT_EQ(node.app_pools[0].start_mode, StartMode::on_demand);
  EXPECT_FALSE(node.faults.error);
}

TEST(SimulatedNode, TheKnownServicesAreFoundInAnyCase) {
  const SimulatedNode node = parse("services: {w3svc: stopped}");
  EXPECT_EQ(node.services.size(), 2U);
  EXPECT_EQ(node.services.at("W3SVC").phase, ServicePhase::stopped);
}

TEST(SimulatedNode, EachMistakeIsShownWithItsPlace) {
  const std::pair<std::string, std::string> table[] = {
      {"sites: {Shop: {stat: started}}",
       "iis.yaml:1:16: unknown key 'stat'; did you mean 'state'?"},
      {"site: {}", "iis.yaml:1:1: unknown key 'site'; did you mean 'sites'?"},
      {"app_pools:\n  P: {startmode: OnDemand}",
       "iis.yaml:2:7: unknown key 'startmode'; did you mean 'start_mode'?"},
      {"faults: {hng: 3s}", "iis.yaml:1:10: unknown key 'hng'; did you mean 'hang'?"},
      {"sites: {Shop: {state: running}}",
       "iis.yaml:1:23: 'running' is not a state; known are starting, started, stopping, stopped, "
       "unknown"},
      {"services: {W3SVC: started}",
       "iis.yaml:1:19: 'started' is not a state; known are stopped, start_pending, stop_pending, "
       "running, continue_pending, pause_pending, paused, disabled"},
      {"sites: {Shop: {start: fails}}",
       "iis.yaml:1:23: 'fails' is not what a start can be: refused"},
      {"app_pools: {P: {start: started}}",
       "iis.yaml:1:24: 'started' is not what a start can be: refused"},
      {"sites: {Shop: {id: -1}}", "iis.yaml:1:20: '-1' is not a whole number from 0 to 4294967295"},
      {"sites: {Shop: {id: 4294967296}}",
       "iis.yaml:1:20: '4294967296' is not a whole number from 0 to 4294967295"},
      {"sites: {Shop: {auto_start: maybe}}", "iis.yaml:1:28: 'maybe' is neither true nor false"},
      {"sites: [Shop]", "iis.yaml:1:8: sites must be a mapping of names to values"},
      {"sites: {Shop: started}", "iis.yaml:1:15: a site must be a mapping of names to values"},
      {"sites: {Shop: {app_pools: P}}", "iis.yaml:1:27: app_pools must be a list"},
      {"sites: {Shop: {app_pools: [[P]]}}",
       "iis.yaml:1:28: the name of an application pool must be a single value"},
      {"sites: {Shop: , SHOP: }",
       "iis.yaml:1:17: 'SHOP' is there twice (names are compared without case)"},
      {"sites: {\"\": }", "iis.yaml:1:9: a site needs a name"},
      {"app_pools: {P: {start_mode: Always}}",
       "iis.yaml:1:29: 'Always' is neither OnDemand nor AlwaysRunning"},
      {"app_pools: {P: {worker_processes: [x]}}",
       "iis.yaml:1:36: 'x' is not a whole number from 0 to 4294967295"},
      {"faults: {hang: 3}", "iis.yaml:1:16: '3' is not a duration such as 3s"},
      {"faults: {error: \"0x5\"}",
       "iis.yaml:1:17: '0x5' is not a failing HRESULT such as \"0x80070426\""},
      {"faults: {error: 80070005}",
       "iis.yaml:1:17: '80070005' is not a failing HRESULT such as \"0x80070426\""},
      {"faults: {error: 0x80070005z}",
       "iis.yaml:1:17: '0x80070005z' is not a failing HRESULT such as \"0x80070426\""},
      {"- a", "iis.yaml:1:1: the file must be a mapping of names to values"},
      {"{[a]: b}", "iis.yaml:1:2: a key must be a single value"},
      {"sites: {Shop: ", "iis.yaml:1:1: end of map flow not found"},
      {"sites: *nothing", "iis.yaml:1:8: the referenced anchor is not defined"},
  };
  for (const auto& [yaml, text] : table) {
    const auto node = parse_simulated_node(yaml, "iis.yaml");
    ASSERT_FALSE(node) << yaml;
    EXPECT_EQ(node.error().reason, Reason::iis_config_unreadable);
    EXPECT_EQ(node.error().where, text) << yaml;
  }
}

TEST(SimulatedNode, HasALimitOfItems) {
  std::string yaml = "app_pools:\n";
  for (std::size_t i = 0; i <= kMaxSimulatedItems; ++i) yaml += " P" + std::to_string(i) + ":\n";
  const auto node = parse_simulated_node(yaml, "iis.yaml");
  ASSERT_FALSE(node);
  EXPECT_EQ(node.error().where, "iis.yaml:2:2: app_pools has more than 20000 entries");
}

TEST(SimulatedNode, DeepNestingIsAnErrorAndNoCrash) {
  const auto node = parse_simulated_node(std::string(100'000, '['), "iis.yaml");
  EXPECT_FALSE(node);
}

}  // namespace
}  // namespace deepalive::probes
