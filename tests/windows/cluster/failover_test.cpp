#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <optional>

#include "tests/standins/cluster/mini_cluster.h"
#include "tests/windows/cluster/clustered_node.h"

// Two nodes under the stand-in of a failover cluster: with agents of their own and the resource DLL
// or the generated script, and with the sample script of Microsoft's article. Each test tells what
// it saw; ./dev failovers makes the table in docs/cluster.md out of that.
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
  void bring_up(std::string the_case, NodeSettings settings = {},
                ClusterPolicy policy = no_restarts()) {
    case_ = std::move(the_case);
    a_.emplace(registry_, GetParam(), settings);
    b_.emplace(registry_, GetParam(), settings);
    cluster_.emplace(
        std::vector<MiniCluster::NamedNode>{{"a", a_->resource()}, {"b", b_->resource()}}, policy);
    cluster_->start_on("a");
    ASSERT_TRUE(cluster_->wait_online_on("a", kSoon)) << cluster_->story();
    expect_verdict("healthy");
  }
  void TearDown() override {
    record();
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

  // The article's script looks at the state flags and nothing else.
  bool flags_only() const { return GetParam() == Link::article; }

  std::string story() {
    return cluster_->story() + (flags_only() ? "" : "\na: " + a_->ask("STATUS shop"));
  }
  // What the agent of a says, where there is one.
  void expect_verdict(const std::string& verdict) {
    if (flags_only()) return;
    ASSERT_TRUE(a_->comes_to_say("ISALIVE shop", "verdict=" + verdict)) << story();
  }
  void expect_failover() {
    EXPECT_TRUE(cluster_->wait_online_on("b", kSoon)) << story();
    saw();
  }
  // For as long as the cluster asks IsAlive so often, nothing fails.
  void expect_no_failure(std::chrono::milliseconds time) {
    EXPECT_FALSE(
        cluster_->wait_for([](const auto& view) { return view.count(What::failed) > 0; }, time))
        << story();
    EXPECT_EQ(cluster_->owner(), "a");
    EXPECT_EQ(cluster_->state(), MiniCluster::State::online);
    if (outcome_.empty()) saw();
  }
  void expect_end() {
    EXPECT_TRUE(cluster_->wait_role_failed(kSoon)) << story();  // event 1254
    saw();
  }

  bool has_note(int event_id) const {
    return std::ranges::any_of(cluster_->timeline(), [event_id](const ClusterEvent& event) {
      return event.event_id == event_id;
    });
  }
  // Puts what has come of the case into words, behind what was seen before.
  void saw(const std::string& before = "") {
    const auto timeline = cluster_->timeline();
    const bool restarted = std::ranges::any_of(
        timeline, [](const ClusterEvent& event) { return event.what == What::restarting; });
    if (!outcome_.empty()) outcome_ += "; ";
    outcome_ += before;
    if (has_note(kHang)) outcome_ += "hangs (event 1232), then ";
    outcome_ += cluster_->state() == MiniCluster::State::failed ? "ends failed"
                : cluster_->owner() == "b"                      ? "fails over"
                : restarted                                     ? "started again in place"
                                                                : "stays";
    const std::string answer = flags_only() ? "" : a_->ask("ISALIVE shop");
    if (answer.find("verdict=degraded") != std::string::npos) outcome_ += ", degraded";
  }
  // One line a test, for ./dev failovers.
  void record() const {
    const char* const file = std::getenv("DEEPALIVE_FAILOVERS");
    if (file == nullptr || HasFailure()) return;
    constexpr const char* kColumns[] = {"dll", "script", "article"};
    std::ofstream(file, std::ios::app)
        << case_ << '\t' << kColumns[static_cast<int>(GetParam())] << '\t' << outcome_ << '\n';
  }

  static constexpr int kHang = 1232;

  const standins::ClusterRegistry registry_{CLUSAPI_FOLDER L"\\clusapi.dll"};
  std::optional<ClusteredNode> a_;
  std::optional<ClusteredNode> b_;
  std::optional<MiniCluster> cluster_;
  std::string case_;
  std::string outcome_;
};

// What can only be asked where there is an agent.
class WithAnAgent : public Failover {};

std::string link_name(const ::testing::TestParamInfo<Link>& link) {
  return link.param == Link::dll      ? "ResourceDll"
         : link.param == Link::script ? "GenericScript"
                                      : "ArticlesScript";
}

INSTANTIATE_TEST_SUITE_P(By, Failover, ::testing::Values(Link::dll, Link::script, Link::article),
                         link_name);
INSTANTIATE_TEST_SUITE_P(By, WithAnAgent, ::testing::Values(Link::dll, Link::script), link_name);

TEST_P(Failover, HappensWhenTheApplicationAnswers500AndEveryFlagIsGreen) {
  bring_up("the application answers 500, every flag is green");
  a_->application().behave(answers(500));
  if (flags_only()) return expect_no_failure(3000ms);
  expect_failover();
  expect_verdict("standby");
}

TEST_P(Failover, HappensWhenTheApplicationFallsSilent) {
  bring_up("the application falls silent");
  a_->application().behave({.steps = {step::Hold{}}});
  flags_only() ? expect_no_failure(3000ms) : expect_failover();
}

TEST_P(Failover, HappensWhenTheSiteIsStopped) {
  bring_up("the site is stopped");
  a_->set_iis("{Shop: {id: 1, state: stopped, app_pools: [ShopPool]}}");
  expect_failover();
}

TEST_P(Failover, HappensWhenThePoolIsStopped) {
  bring_up("the application pool is stopped");
  a_->set_iis("{Shop: " + std::string(ClusteredNode::kStarted) + "}",
              "app_pools: {ShopPool: {state: stopped}}\n");
  expect_failover();
}

TEST_P(Failover, HappensWhenTheServiceIsStopped) {
  bring_up("the service W3SVC is stopped");
  a_->set_iis("{Shop: " + std::string(ClusteredNode::kStarted) + "}",
              "services: {W3SVC: stopped}\n");
  expect_failover();
}

TEST_P(Failover, DoesNotHappenWhenTheDatabaseOfAllNodesIsDead) {
  FaultServer database(answers(200));
  NodeSettings settings;
  settings.database_url = database.url("/");
  bring_up(
      "the database of all nodes (`scope: shared`) is dead, the application answers 500 on both",
      settings);
  database.behave(answers(503));
  a_->application().behave(answers(500));  // as an application without its database does
  b_->application().behave(answers(500));
  if (!flags_only()) {
    expect_verdict("degraded");
    ASSERT_TRUE(a_->comes_to_say("STATUS shop", "front is down because of it")) << story();
  }
  expect_no_failure(3000ms);
}

TEST_P(Failover, DoesNotHappenForABlip) {
  bring_up("a blip: 500 until LooksAlive is false, then 200");
  a_->application().behave(answers(500));
  if (!flags_only()) {
    ASSERT_TRUE(a_->comes_to_say("LOOKSALIVE shop", "DEAD verdict=healthy")) << story();
  }
  a_->application().behave(answers(200));
  if (!flags_only()) {
    ASSERT_TRUE(a_->comes_to_say("LOOKSALIVE shop", "ALIVE verdict=healthy")) << story();
  }
  expect_no_failure(2000ms);
}

TEST_P(Failover, DoesNotHappenWhenOnlyTheAdministrationApiIsFrozen) {
  bring_up("the IIS administration API hangs");
  a_->set_iis("{Shop: " + std::string(ClusteredNode::kStarted) + "}", "faults: {hang: 60s}\n");
  if (flags_only()) {
    // The entry point does not come back, and from then on the cluster asks this node nothing more.
    ASSERT_TRUE(cluster_->wait_for(
        [](const auto& view) {
          return std::ranges::any_of(
              view.timeline, [](const ClusterEvent& event) { return event.event_id == kHang; });
        },
        kSoon))
        << story();
    return expect_failover();
  }
  expect_verdict("degraded");
  expect_no_failure(4000ms);
  a_->set_iis("{Shop: " + std::string(ClusteredNode::kStarted) + "}");  // or Offline takes long
}

TEST_P(Failover, AStoppedSiteIsRepairedInPlaceWhereTheClusterRestartsFirst) {
  ClusterPolicy policy = no_restarts();
  policy.restart_threshold = 1;
  bring_up("the site is stopped, the cluster restarts once on the node", {}, policy);
  a_->set_iis("{Shop: {id: 1, state: stopped, app_pools: [ShopPool]}}");
  ASSERT_TRUE(cluster_->wait_for(
      [](const auto& view) {
        return view.count(What::restarting) == 1 && view.count(What::online) == 2;
      },
      kSoon))
      << story();
  EXPECT_EQ(cluster_->owner(), "a") << story();
  expect_verdict("healthy");
  saw();
}

TEST_P(Failover, ANodeWhoseStandbyIsNotReadyIsKnownBefore) {
  bring_up("the site is missing on the standby node, then stopped on the active one");
  std::string known = "nothing said before; ";
  if (!flags_only()) {
    ASSERT_TRUE(b_->comes_to_say("ISALIVE shop", "ALIVE"));
    ASSERT_TRUE(b_->comes_to_say("STATUS shop", "\"standby_ready\":true"))
        << b_->ask("STATUS shop");
  }
  b_->set_iis("{}");
  if (!flags_only()) {
    EXPECT_TRUE(b_->comes_to_say("STATUS shop", "\"standby_ready\":false"))
        << b_->ask("STATUS shop");
    EXPECT_TRUE(b_->comes_to_say("ISALIVE shop", "reason=site_missing")) << b_->ask("ISALIVE shop");
    known = "said before: `site_missing`, not ready; ";
  }
  a_->set_iis("{Shop: {id: 1, state: stopped, app_pools: [ShopPool]}}");
  EXPECT_TRUE(cluster_->wait_role_failed(kSoon)) << story();
  saw(known);
}

TEST_P(Failover, EndsWhenItHelpsNobody) {
  bring_up("the application answers 500 on both nodes");
  a_->application().behave(answers(500));
  b_->application().behave(answers(500));
  flags_only() ? expect_no_failure(3000ms) : expect_end();  // no endless ping-pong
}

TEST_P(WithAnAgent, DoesNotFailOverWhenItIsKilledAndStartedAgain) {
  bring_up("the agent is killed and started again after 3 s, policy `dead`",
           {.policy = "dead", .database_url = ""});
  a_->agent().kill();
  expect_no_failure(3000ms);  // the service control manager takes its time
  a_->agent().start();
  expect_verdict("healthy");
  expect_no_failure(8000ms);               // until the hold of the first silence is long over
  a_->application().behave(answers(500));  // and it is watched again
  EXPECT_TRUE(cluster_->wait_online_on("b", kSoon)) << story();
  saw("a later 500 ");
}

TEST_P(WithAnAgent, DoesNotFailOverWhenItIsFrozen) {
  bring_up("the agent is frozen for 5 s, policy `dead`", {.policy = "dead", .database_url = ""});
  a_->agent().freeze();
  expect_no_failure(5000ms);
  a_->agent().thaw();
  expect_verdict("healthy");
  expect_no_failure(8000ms);
}

TEST_P(WithAnAgent, GoesByThePolicyWhenItStaysAway) {
  bring_up("the agent is killed and stays away, policy `dead`, hold 2 s",
           {.policy = "dead", .hold = 2s, .database_url = ""});
  a_->agent().kill();
  expect_failover();
}

TEST_P(WithAnAgent, DoesNotFailOverWithPolicyAliveWhenItStaysAway) {
  bring_up("the agent is killed and stays away, policy `alive`, hold 1 s",
           {.policy = "alive", .hold = 1s, .database_url = ""});
  a_->agent().kill();
  expect_no_failure(6000ms);
}

}  // namespace
}  // namespace deepalive::testing
