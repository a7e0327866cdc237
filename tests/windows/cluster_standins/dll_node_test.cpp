#include "tests/standins/cluster/dll_node.h"

#include <algorithm>

#include "tests/standins/cluster/mini_cluster.h"
#include "tests/windows/cluster_standins/rhs_fixture.h"

namespace deepalive::standins::test {
namespace {

using What = ClusterEvent::What;
using std::chrono::milliseconds;
constexpr milliseconds kSoon{15'000};

class DllNodes : public Rhs {
 protected:
  std::shared_ptr<DllNode> node(RhsOptions host, const std::wstring& resource) {
    return std::make_shared<DllNode>(
        DllNode::Options{std::move(host), resource, key(resource), {}});
  }
};

TEST_F(DllNodes, FailOverWhenTheEventIsSignalled) {
  const auto a = node(good(), L"a");
  const auto b = node(good(), L"b");
  ClusterPolicy policy;
  policy.restart_threshold = 0;
  policy.is_alive_interval = milliseconds(60'000);
  MiniCluster cluster({{"a", a}, {"b", b}}, policy);
  cluster.start_on("a");
  ASSERT_TRUE(cluster.wait_online_on("a", kSoon)) << cluster.story();
  set_alive(a->module(), false);
  EXPECT_TRUE(cluster.wait_online_on("b", kSoon)) << cluster.story();
  cluster.stop();
  cluster.wait_for([](const auto& view) { return view.state == MiniCluster::State::offline; },
                   kSoon);
  EXPECT_TRUE(a->violations().empty()) << testing::PrintToString(a->violations());
  EXPECT_TRUE(b->violations().empty()) << testing::PrintToString(b->violations());
}

TEST_F(DllNodes, GetANewHostWhenTheirsDied) {
  RhsOptions options = bad();
  options.deadlock_timeout = milliseconds(300);
  const auto a = node(options, L"hangs in LooksAlive");
  const auto b = node(good(), L"b");
  MiniCluster cluster({{"a", a}, {"b", b}}, {});
  cluster.start_on("a");
  ASSERT_TRUE(cluster.wait_online_on("b", kSoon)) << cluster.story();
  EXPECT_EQ(a->violations().size(), 2U) << "one for each host\n" << cluster.story();
  EXPECT_TRUE(cluster.wait_for(
      [](const auto& view) {
        return std::ranges::count_if(view.timeline,
                                     [](const auto& e) { return e.event_id == 1146; }) == 2;
      },
      kSoon))
      << cluster.story();
}

TEST_F(DllNodes, EndTheirPendingOnlineWhenTheyAreGone) {
  const auto a = node(good(), L"a");
  linger(a->module(), true);
  const auto b = node(good(), L"b");
  MiniCluster cluster({{"a", a}, {"b", b}}, {});
  cluster.start_on("a");
  ASSERT_TRUE(cluster.wait_for(
      [](const auto& view) { return view.count(What::bringing_online) == 1; }, kSoon));
  cluster.node_gone("a");
  EXPECT_TRUE(cluster.wait_online_on("b", kSoon)) << cluster.story();
}

}  // namespace
}  // namespace deepalive::standins::test
