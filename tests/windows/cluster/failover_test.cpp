#include <gtest/gtest.h>

#include <optional>

#include "tests/standins/cluster/mini_cluster.h"
#include "tests/windows/cluster/clustered_node.h"

// Two nodes with agents of their own under the stand-in of a failover cluster, once with the
// resource DLL and once with the generated script. docs/cluster.md has the table of these cases.
namespace deepalive::testing {
namespace {

using standins::ClusterEvent;
using standins::ClusterPolicy;
using standins::MiniCluster;
using What = ClusterEvent::What;
using namespace std::chrono_literals;

constexpr auto kSoon = std::chrono::milliseconds(60'000);

class Failover : public ::testing::TestWithParam<Link> {
 protected:
  // Online on a, with b on standby. Without restarts in place, so that a failure shows at once.
  void bring_up(NodeSettings settings = {}, ClusterPolicy policy = no_restarts()) {
    a_.emplace(registry_, GetParam(), settings);
    b_.emplace(registry_, GetParam(), settings);
    cluster_.emplace(
        std::vector<MiniCluster::NamedNode>{{"a", a_->resource()}, {"b", b_->resource()}}, policy);
    cluster_->start_on("a");
    ASSERT_TRUE(cluster_->wait_online_on("a", kSoon)) << cluster_->story();
    ASSERT_TRUE(a_->comes_to_say("ISALIVE shop", "verdict=healthy")) << a_->ask("STATUS shop");
  }
  void TearDown() override {
    cluster_.reset();
    if (!a_ || !b_ || !a_->dll()) return;
    EXPECT_TRUE(a_->dll()->violations().empty())
        << ::testing::PrintToString(a_->dll()->violations());
    EXPECT_TRUE(b_->dll()->violations().empty())
        << ::testing::PrintToString(b_->dll()->violations());
  }

  static ClusterPolicy no_restarts() {
    ClusterPolicy policy;
    policy.looks_alive_interval = 200ms;
    policy.is_alive_interval = 1000ms;
    policy.restart_threshold = 0;
    return policy;
  }

  std::string story() { return cluster_->story() + "\na: " + a_->ask("STATUS shop"); }
  void expect_failover() { EXPECT_TRUE(cluster_->wait_online_on("b", kSoon)) << story(); }
  // For as long as the cluster asks IsAlive so often, nothing fails.
  void expect_no_failure(std::chrono::milliseconds time) {
    EXPECT_FALSE(
        cluster_->wait_for([](const auto& view) { return view.count(What::failed) > 0; }, time))
        << story();
    EXPECT_EQ(cluster_->owner(), "a");
    EXPECT_EQ(cluster_->state(), MiniCluster::State::online);
  }

  const standins::ClusterRegistry registry_{CLUSAPI_FOLDER L"\\clusapi.dll"};
  std::optional<ClusteredNode> a_;
  std::optional<ClusteredNode> b_;
  std::optional<MiniCluster> cluster_;
};

INSTANTIATE_TEST_SUITE_P(By, Failover, ::testing::Values(Link::dll, Link::script),
                         [](const auto& link) {
                           return link.param == Link::dll ? "ResourceDll" : "GenericScript";
                         });

TEST_P(Failover, HappensWhenTheApplicationAnswers500AndEveryFlagIsGreen) {
  bring_up();
  a_->application().behave(answers(500));
  expect_failover();
  EXPECT_TRUE(a_->comes_to_say("ISALIVE shop", "verdict=standby")) << story();
}

TEST_P(Failover, HappensWhenTheApplicationFallsSilent) {
  bring_up();
  a_->application().behave({.steps = {step::Hold{}}});
  expect_failover();
}

TEST_P(Failover, HappensWhenTheSiteIsStopped) {
  bring_up();
  a_->set_iis("{Shop: {id: 1, state: stopped, app_pools: [ShopPool]}}");
  expect_failover();
}

TEST_P(Failover, HappensWhenThePoolIsStopped) {
  bring_up();
  a_->set_iis("{Shop: " + std::string(ClusteredNode::kStarted) + "}",
              "app_pools: {ShopPool: {state: stopped}}\n");
  expect_failover();
}

TEST_P(Failover, HappensWhenTheServiceIsStopped) {
  bring_up();
  a_->set_iis("{Shop: " + std::string(ClusteredNode::kStarted) + "}",
              "services: {W3SVC: stopped}\n");
  expect_failover();
}

TEST_P(Failover, DoesNotHappenWhenTheDatabaseOfAllNodesIsDead) {
  FaultServer database(answers(200));
  NodeSettings settings;
  settings.database_url = database.url("/");
  bring_up(settings);
  database.behave(answers(503));
  a_->application().behave(answers(500));  // as an application without its database does
  b_->application().behave(answers(500));
  ASSERT_TRUE(a_->comes_to_say("ISALIVE shop", "verdict=degraded")) << story();
  ASSERT_TRUE(a_->comes_to_say("STATUS shop", "front is down because of it")) << story();
  expect_no_failure(3000ms);
}

TEST_P(Failover, DoesNotHappenForABlip) {
  bring_up();
  a_->application().behave(answers(500));
  ASSERT_TRUE(a_->comes_to_say("LOOKSALIVE shop", "DEAD verdict=healthy")) << story();
  a_->application().behave(answers(200));
  ASSERT_TRUE(a_->comes_to_say("LOOKSALIVE shop", "ALIVE verdict=healthy")) << story();
  expect_no_failure(2000ms);
}

TEST_P(Failover, DoesNotHappenWhenTheAgentIsKilledAndStartedAgain) {
  bring_up({.policy = "dead", .database_url = ""});
  a_->agent().kill();
  expect_no_failure(3000ms);  // the service control manager takes its time
  a_->agent().start();
  ASSERT_TRUE(a_->comes_to_say("ISALIVE shop", "verdict=healthy")) << story();
  expect_no_failure(8000ms);               // until the hold of the first silence is long over
  a_->application().behave(answers(500));  // and it is watched again
  expect_failover();
}

TEST_P(Failover, DoesNotHappenWhenTheAgentIsFrozen) {
  bring_up({.policy = "dead", .database_url = ""});
  a_->agent().freeze();
  expect_no_failure(5000ms);
  a_->agent().thaw();
  ASSERT_TRUE(a_->comes_to_say("ISALIVE shop", "verdict=healthy")) << story();
  expect_no_failure(8000ms);
}

TEST_P(Failover, GoesByThePolicyWhenTheAgentStaysAway) {
  NodeSettings settings{.policy = "dead", .hold = 2s, .database_url = ""};
  bring_up(settings);
  a_->agent().kill();
  expect_failover();
}

TEST_P(Failover, DoesNotHappenWithPolicyAliveWhenTheAgentStaysAway) {
  NodeSettings settings{.policy = "alive", .hold = 1s, .database_url = ""};
  bring_up(settings);
  a_->agent().kill();
  expect_no_failure(6000ms);
}

TEST_P(Failover, DoesNotHappenWhenOnlyTheAdministrationApiIsFrozen) {
  bring_up();
  a_->set_iis("{Shop: " + std::string(ClusteredNode::kStarted) + "}", "faults: {hang: 60s}\n");
  ASSERT_TRUE(a_->comes_to_say("ISALIVE shop", "verdict=degraded")) << story();
  expect_no_failure(4000ms);
  a_->set_iis("{Shop: " + std::string(ClusteredNode::kStarted) + "}");  // or Offline takes long
}

TEST_P(Failover, AStoppedSiteIsRepairedInPlaceWhereTheClusterRestartsFirst) {
  ClusterPolicy policy = no_restarts();
  policy.restart_threshold = 1;
  bring_up({}, policy);
  a_->set_iis("{Shop: {id: 1, state: stopped, app_pools: [ShopPool]}}");
  ASSERT_TRUE(cluster_->wait_for(
      [](const auto& view) {
        return view.count(What::restarting) == 1 && view.count(What::online) == 2;
      },
      kSoon))
      << story();
  EXPECT_EQ(cluster_->owner(), "a") << story();
  EXPECT_TRUE(a_->comes_to_say("ISALIVE shop", "verdict=healthy")) << story();
}

TEST_P(Failover, ANodeWhoseStandbyIsNotReadyIsKnownBefore) {
  bring_up();
  ASSERT_TRUE(b_->comes_to_say("ISALIVE shop", "ALIVE"));
  // The DLL says it from Open on; a script says nothing where the role never was.
  if (GetParam() == Link::script) b_->ask("WATCH shop standby");
  ASSERT_TRUE(b_->comes_to_say("STATUS shop", "\"standby_ready\":true")) << b_->ask("STATUS shop");
  b_->set_iis("{}");
  EXPECT_TRUE(b_->comes_to_say("STATUS shop", "\"standby_ready\":false")) << b_->ask("STATUS shop");
  EXPECT_TRUE(b_->comes_to_say("ISALIVE shop", "reason=site_missing")) << b_->ask("ISALIVE shop");
  a_->application().behave(answers(500));
  EXPECT_TRUE(cluster_->wait_role_failed(kSoon)) << story();
}

TEST_P(Failover, EndsWhenItHelpsNobody) {
  bring_up();
  a_->application().behave(answers(500));
  b_->application().behave(answers(500));
  EXPECT_TRUE(cluster_->wait_role_failed(kSoon)) << story();  // event 1254: no endless ping-pong
}

}  // namespace
}  // namespace deepalive::testing
