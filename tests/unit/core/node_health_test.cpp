#include "core/node_health.h"

#include <gtest/gtest.h>

#include <atomic>
#include <numeric>
#include <string>
#include <thread>
#include <vector>

#include "tests/unit/core/hand_driven_role.h"

namespace deepalive {
namespace {

using testing::check_of_level;
using testing::HandDrivenRole;
using namespace std::chrono_literals;

const Instant kStart{TimePoint(1000h), WallTime(std::chrono::hours(490'000))};

std::shared_ptr<const RoleSpec> role_named(std::string name) {
  RoleSpec spec;
  spec.name = std::move(name);
  spec.checks = {check_of_level("front", 4), check_of_level("back", 4)};
  return std::make_shared<const RoleSpec>(std::move(spec));
}

Observation seen_at(Instant time, char result) {
  Observation observation = HandDrivenRole::observation(result);
  observation.time = time;
  return observation;
}

HandDrivenRole one_check() { return HandDrivenRole({check_of_level("front", 4)}); }

TEST(NodeHealth, KnowsNoRoleBeforeOneIsPublished) {
  const NodeHealth node;
  EXPECT_EQ(node.find("shop"), nullptr);
  EXPECT_TRUE(node.all().empty());
}

TEST(NodeHealth, FindsRolesByTheirExactNameAndListsThemByName) {
  NodeHealth node;
  const RoleKeeper shop(role_named("shop"), node, kStart);
  const RoleKeeper blog(role_named("blog"), node, kStart);
  EXPECT_EQ(node.find("shop")->spec->name, "shop");
  EXPECT_EQ(node.find("Shop"), nullptr);
  EXPECT_EQ(node.find("sho"), nullptr);
  const auto all = node.all();
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0]->spec->name, "blog");
  EXPECT_EQ(all[1]->spec->name, "shop");
}

TEST(NodeHealth, PublishingOneRoleLeavesEveryOtherUntouched) {
  NodeHealth node;
  RoleKeeper shop(role_named("shop"), node, kStart);
  const RoleKeeper blog(role_named("blog"), node, kStart);
  const auto blog_before = node.find("blog");
  const auto shop_before = node.find("shop");
  shop.take(Observed{0, seen_at(kStart, 'P')}, kStart);
  EXPECT_EQ(node.find("blog"), blog_before);
  EXPECT_NE(node.find("shop"), shop_before);
  EXPECT_EQ(node.find("shop")->checks[1], shop_before->checks[1])
      << "the checks that saw nothing are shared";
}

TEST(NodeHealth, ARoleThatIsRemovedIsGoneButWhoReadItKeepsIt) {
  NodeHealth node;
  const RoleKeeper shop(role_named("shop"), node, kStart);
  const RoleKeeper blog(role_named("blog"), node, kStart);
  const auto kept = node.find("shop");
  node.remove("shop");
  node.remove("shop");
  node.remove("never-there");
  EXPECT_EQ(node.find("shop"), nullptr);
  EXPECT_NE(node.find("blog"), nullptr);
  EXPECT_EQ(kept->spec->name, "shop");
}

TEST(RoleKeeper, TheFirstHealthIsPublishedAtOnce) {
  const HandDrivenRole role = one_check();
  EXPECT_EQ(role.published().generation, 1u);
  EXPECT_EQ(role.published().judgement.verdict, Verdict::initializing);
  EXPECT_EQ(role.published().since.steady, role.now().steady);
}

TEST(RoleKeeper, TheGenerationRisesOnlyWithTheVerdict) {
  HandDrivenRole role = one_check();
  role.see("front", "P");
  const auto healthy = role.published().generation;
  EXPECT_EQ(healthy, 2u);
  role.advance(5s);
  role.see("front", "PPP");
  role.refresh();
  EXPECT_EQ(role.published().generation, healthy);
  role.see("front", "F");
  EXPECT_EQ(role.published().generation, healthy + 1) << "LooksAlive has changed";
  role.see("front", "F");
  EXPECT_EQ(role.published().generation, healthy + 1);
  role.see("front", "F");
  EXPECT_EQ(role.published().generation, healthy + 2);
}

TEST(RoleKeeper, ANewTextIsNoTransition) {
  HandDrivenRole role = one_check();
  role.see("front", "PFFF");
  const auto before = role.published();
  Observation fail = HandDrivenRole::observation('F');
  fail.detail = "status 502";
  role.advance(1s);
  role.observe("front", fail);
  EXPECT_EQ(role.published().generation, before.generation);
  EXPECT_EQ(role.published().since.steady, before.since.steady);
  EXPECT_EQ(role.published().transitions, before.transitions);
  EXPECT_EQ(role.published().judgement.detail, "front: status 502") << "but it is shown";
}

TEST(RoleKeeper, TransitionsAreCountedByTheVerdictTheyLeadTo) {
  HandDrivenRole role = one_check();
  role.see("front", "PFFFPPFFF");
  const auto& into = role.published().transitions;
  EXPECT_EQ(into[static_cast<std::size_t>(Verdict::healthy)], 2u);
  EXPECT_EQ(into[static_cast<std::size_t>(Verdict::unhealthy)], 2u);
  EXPECT_EQ(std::accumulate(into.begin(), into.end(), std::uint64_t{0}), 4u);
}

TEST(RoleKeeper, RemembersWhenTheVerdictBegan) {
  HandDrivenRole role = one_check();
  role.see("front", "P");
  const Instant healthy_since = role.now();
  role.advance(10s);
  role.see("front", "FF");
  EXPECT_EQ(role.published().since.steady, healthy_since.steady) << "suspicion is no new verdict";
  role.advance(1s);
  role.see("front", "F");
  EXPECT_EQ(role.published().since.steady, role.now().steady);
  EXPECT_EQ(role.published().since.wall, role.now().wall);
}

TEST(RoleKeeper, KeepsTheLastResultAndTheLastFailApart) {
  HandDrivenRole role = one_check();
  role.see("front", "PFFF");
  role.see("front", "P?");
  const CheckHealth& check = *role.published().checks[0];
  EXPECT_EQ(check.last.reason, Reason::state_unreadable);
  EXPECT_EQ(check.last_fail.reason, Reason::status_unexpected);
  EXPECT_EQ(check.stats->observations(Outcome::fail), 3u);
  EXPECT_EQ(check.stats->observations(Outcome::indeterminate), 1u);
}

TEST(RoleKeeper, AReaderGetsThePublishedVerdictWhileItIsValid) {
  HandDrivenRole role = one_check();
  role.see("front", "P");
  const auto until = role.published().judgement.valid_until;
  EXPECT_EQ(until, role.now().steady + 30s);
  EXPECT_EQ(role.judgement_at(until - 1ns).verdict, Verdict::healthy);
  EXPECT_EQ(role.judgement_at(until).verdict, Verdict::unknown)
      << "even if the writer never comes back";
}

TEST(NodeHealth, ReadersBesideTheWriterAlwaysSeeWholeRoles) {
  NodeHealth node;
  RoleKeeper shop(role_named("shop"), node, kStart);
  std::atomic<bool> done = false;
  std::atomic<int> faults = 0;
  std::vector<std::thread> readers;
  for (int i = 0; i < 3; ++i) {
    readers.emplace_back([&] {
      std::uint64_t generation = 0;
      while (!done) {
        const auto health = node.find("shop");
        if (!health || health->checks.size() != 2 || health->generation < generation) {
          ++faults;
          continue;
        }
        generation = health->generation;
        const Judgement now = current(*health, health->judgement.valid_until);
        if (!now.answers.is_alive && now.answers.looks_alive) ++faults;
        for (const auto& role : node.all()) {
          if (role->spec->name.empty()) ++faults;
        }
      }
    });
  }
  Instant now = kStart;
  for (int i = 0; i < 3000; ++i) {
    now.steady += 1s;
    shop.take(Observed{static_cast<std::size_t>(i % 2), seen_at(now, i / 20 % 2 ? 'F' : 'P')}, now);
    if (i % 50 == 0) {
      const RoleKeeper passing(role_named("passing"), node, now);
      node.remove("passing");
    }
  }
  done = true;
  for (std::thread& reader : readers) reader.join();
  EXPECT_EQ(faults, 0);
  EXPECT_GT(node.find("shop")->generation, 100u);
}

}  // namespace
}  // namespace deepalive
