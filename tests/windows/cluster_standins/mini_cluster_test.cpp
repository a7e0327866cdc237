#include "tests/standins/cluster/mini_cluster.h"

#include <gtest/gtest.h>

#include <atomic>
#include <iostream>
#include <stdexcept>

namespace deepalive::standins::test {
namespace {

using What = ClusterEvent::What;
using std::chrono::milliseconds;
constexpr milliseconds kMoveSoon{10'000};

// A resource whose answers a test sets.
class FakeNode final : public ClusterNode {
 public:
  std::string bring_online() override {
    ++onlines;
    return can_start ? "" : "cannot start";
  }
  std::string take_offline() override {
    ++offlines;
    return {};
  }
  void terminate() override {
    ++terminates;
    if (heals) alive = true;
    if (event != nullptr) ResetEvent(event);
  }
  bool looks_alive() override {
    ++looks;
    return alive && !suspicious;
  }
  bool is_alive() override {
    ++checks;
    return alive;
  }
  HANDLE failure_event() override { return event; }
  void lost() override { was_lost = true; }
  std::string standby() override { return "ready"; }
  std::vector<NodeNote> take_notes() override { return {}; }

  std::atomic<bool> alive = true;
  std::atomic<bool> suspicious = false;
  std::atomic<bool> can_start = true;
  std::atomic<bool> heals = false;  // a restart makes it well
  std::atomic<bool> was_lost = false;
  std::atomic<int> onlines = 0;
  std::atomic<int> offlines = 0;
  std::atomic<int> terminates = 0;
  std::atomic<int> looks = 0;
  std::atomic<int> checks = 0;
  HANDLE event = nullptr;
};

class ARole : public testing::Test {
 protected:
  ~ARole() override {
    if (HasFailure() && cluster_ != nullptr) std::cerr << cluster_->story();
  }

  static ClusterPolicy quick() {
    ClusterPolicy policy;
    policy.looks_alive_interval = milliseconds(20);
    policy.is_alive_interval = milliseconds(100);
    policy.restart_delay = milliseconds(1);
    return policy;
  }

  void start(ClusterPolicy policy = quick()) {
    cluster_ = std::make_unique<MiniCluster>(
        std::vector<MiniCluster::NamedNode>{{"a", a_}, {"b", b_}}, policy);
    cluster_->start_on("a");
    ASSERT_TRUE(cluster_->wait_online_on("a", kMoveSoon));
  }

  bool wait_count(What what, std::size_t count) {
    return cluster_->wait_for([=](const auto& view) { return view.count(what) >= count; },
                              kMoveSoon);
  }

  static bool eventually(const std::function<bool()>& wanted) {
    const auto deadline = std::chrono::steady_clock::now() + kMoveSoon;
    while (!wanted()) {
      if (std::chrono::steady_clock::now() > deadline) return false;
      Sleep(1);
    }
    return true;
  }

  // What happened, in order, to compare with.
  std::string order() const {
    std::string text;
    for (const ClusterEvent& event : cluster_->timeline()) {
      text += (text.empty() ? "" : "; ") + event.node + " " + name_of(event.what);
    }
    return text;
  }

  const std::shared_ptr<FakeNode> a_ = std::make_shared<FakeNode>();
  const std::shared_ptr<FakeNode> b_ = std::make_shared<FakeNode>();
  std::unique_ptr<MiniCluster> cluster_;
};

TEST_F(ARole, IsPolledAtBothIntervals) {
  start();
  EXPECT_TRUE(eventually([this] { return a_->checks >= 2 && a_->looks > a_->checks; }));
  EXPECT_EQ(b_->looks, 0);
  EXPECT_EQ(cluster_->state(), MiniCluster::State::online);
}

TEST_F(ARole, ThatOnlyLooksDeadIsAskedAgainAndStays) {
  ClusterPolicy policy = quick();
  policy.is_alive_interval = milliseconds(60'000);
  start(policy);
  a_->suspicious = true;
  ASSERT_TRUE(wait_count(What::looks_alive_no, 2));
  EXPECT_GE(a_->checks, 1);
  EXPECT_EQ(cluster_->owner(), "a");
  EXPECT_EQ(a_->terminates, 0);
}

TEST_F(ARole, ThatFailsIsRestartedThenFailedOver) {
  ClusterPolicy policy = quick();
  policy.is_alive_interval = milliseconds(60'000);
  start(policy);
  a_->alive = false;
  ASSERT_TRUE(cluster_->wait_online_on("b", kMoveSoon));
  EXPECT_EQ(order(),
            "a bringing online; a online; "
            "a LooksAlive no; a IsAlive no; a failed; a restarting; a bringing online; a online; "
            "a LooksAlive no; a IsAlive no; a failed; b failing over; b bringing online; b online");
  EXPECT_EQ(a_->terminates, 2);
  const std::vector<ClusterEvent> timeline = cluster_->timeline();
  EXPECT_EQ(timeline[4].event_id, 1069);
  EXPECT_EQ(timeline[11].why, "ready");
}

TEST_F(ARole, ThatARestartHealsStaysOnItsNode) {
  start();
  a_->heals = true;
  a_->alive = false;
  ASSERT_TRUE(wait_count(What::online, 2));
  EXPECT_EQ(cluster_->owner(), "a");
  EXPECT_EQ(b_->onlines, 0);
}

TEST_F(ARole, IsRestartedAsOftenAsTheThresholdSays) {
  ClusterPolicy policy = quick();
  policy.restart_threshold = 3;
  start(policy);
  a_->alive = false;
  ASSERT_TRUE(cluster_->wait_online_on("b", kMoveSoon));
  EXPECT_EQ(a_->onlines, 4);
}

TEST_F(ARole, MayFailAgainWhenTheRestartPeriodIsOver) {
  ClusterPolicy policy = quick();
  policy.restart_period = milliseconds(1);
  start(policy);
  a_->heals = true;
  for (std::size_t failures = 1; failures <= 4; ++failures) {
    a_->alive = false;
    ASSERT_TRUE(wait_count(What::online, failures + 1));
  }
  EXPECT_EQ(cluster_->owner(), "a");
}

TEST_F(ARole, ThatIsDeadEverywhereStaysFailedAfterOneFailover) {
  start();
  b_->alive = false;
  a_->alive = false;
  ASSERT_TRUE(cluster_->wait_role_failed(kMoveSoon));
  EXPECT_EQ(cluster_->timeline().back().event_id, 1254);
  EXPECT_EQ(cluster_->timeline().back().what, What::role_failed);
  EXPECT_EQ(a_->onlines, 2);
  EXPECT_EQ(b_->onlines, 2);
}

TEST_F(ARole, GoesBackAndForthAsTheFailoverThresholdSays) {
  ClusterPolicy policy = quick();
  policy.restart_threshold = 0;
  policy.failover_threshold = 4;
  start(policy);
  b_->alive = false;
  a_->alive = false;
  ASSERT_TRUE(cluster_->wait_role_failed(kMoveSoon));
  EXPECT_EQ(a_->onlines, 3);
  EXPECT_EQ(b_->onlines, 2);
}

TEST_F(ARole, ThatDoesNotStartOnANodeGoesToTheNext) {
  start();
  b_->can_start = false;
  cluster_->move_to("b");
  ASSERT_TRUE(cluster_->wait_for(
      [&](const auto& view) {
        return view.owner == "a" && view.count(What::online_failed) == 2 &&
               view.state == MiniCluster::State::online;
      },
      kMoveSoon));
  EXPECT_EQ(b_->onlines, 2) << "it was restarted once";
  EXPECT_EQ(a_->offlines, 1);
}

TEST_F(ARole, MovesWhenItsNodeIsGoneAndThatIsNoFailure) {
  start();
  cluster_->node_gone("a");
  ASSERT_TRUE(cluster_->wait_online_on("b", kMoveSoon));
  EXPECT_TRUE(a_->was_lost);
  EXPECT_EQ(a_->offlines + a_->terminates, 0);
  cluster_->node_back("a");
  b_->alive = false;
  EXPECT_TRUE(cluster_->wait_online_on("a", kMoveSoon)) << "the failover was not used up";
}

TEST_F(ARole, HasNowhereToGoWhenTheOtherNodeIsGone) {
  start();
  cluster_->node_gone("b");
  a_->alive = false;
  ASSERT_TRUE(cluster_->wait_role_failed(kMoveSoon));
  EXPECT_EQ(cluster_->timeline().back().why, "no node is left");
  EXPECT_EQ(b_->onlines, 0);
}

TEST_F(ARole, IsTakenOfflineWhenStoppedAndNotPolled) {
  start();
  cluster_->stop();
  ASSERT_TRUE(wait_count(What::offline, 1));
  EXPECT_EQ(a_->offlines, 1);
  const int looks = a_->looks;
  cluster_->wait_for([](const auto&) { return false; }, milliseconds(100));
  EXPECT_EQ(a_->looks, looks);
}

class ARoleWithAnEvent : public ARole {
 protected:
  ARoleWithAnEvent() { a_->event = event_; }
  ~ARoleWithAnEvent() override {
    cluster_.reset();
    CloseHandle(event_);
  }

  const HANDLE event_ = CreateEventW(nullptr, TRUE, FALSE, nullptr);
};

TEST_F(ARoleWithAnEvent, IsNotAskedLooksAlive) {
  start();
  ASSERT_TRUE(eventually([this] { return a_->checks >= 3; }));
  EXPECT_EQ(a_->looks, 0);
}

TEST_F(ARoleWithAnEvent, FailsAtOnceWhenItIsSignalledAndIsAliveAgrees) {
  ClusterPolicy policy = quick();
  policy.is_alive_interval = milliseconds(60'000);
  start(policy);
  a_->heals = true;
  a_->alive = false;
  SetEvent(event_);
  ASSERT_TRUE(wait_count(What::failed, 1));
  EXPECT_EQ(a_->checks, 1);
  EXPECT_TRUE(wait_count(What::online, 2));
}

TEST_F(ARoleWithAnEvent, StaysWhenIsAliveRefutesItAndIsAskedOnceOnly) {
  ClusterPolicy policy = quick();
  policy.is_alive_interval = milliseconds(60'000);
  start(policy);
  SetEvent(event_);
  ASSERT_TRUE(wait_count(What::event_refuted, 1));
  EXPECT_FALSE(cluster_->wait_for([](const auto& view) { return view.count(What::failed) > 0; },
                                  milliseconds(100)));
  EXPECT_EQ(a_->checks, 1);
}

TEST_F(ARoleWithAnEvent, IsTerminatedWithoutAQuestionWhereTheDocumentsSaySo) {
  ClusterPolicy policy = quick();
  policy.event_terminates = true;
  policy.is_alive_interval = milliseconds(60'000);
  start(policy);
  SetEvent(event_);
  ASSERT_TRUE(wait_count(What::failed, 1));
  EXPECT_EQ(a_->checks, 0);
}

TEST(AMiniCluster, NamesTheNodeItDoesNotHave) {
  EXPECT_THROW(MiniCluster({}, {}), std::invalid_argument);
  MiniCluster cluster({{"a", std::make_shared<FakeNode>()}}, {});
  EXPECT_THROW(cluster.start_on("c"), std::invalid_argument);
}

}  // namespace
}  // namespace deepalive::standins::test
