#include "probes/iis/simulated_sites.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/probes/iis/node_file.h"

namespace deepalive::probes {
namespace {

using ::testing::HasSubstr;

class SimulatedSites : public testing::Test {
 protected:
  Result<std::vector<IisSite>> sites_of(std::string_view yaml) {
    disk_.write(yaml);
    return simulated_sites(disk_.path(), [this](Duration duration) { blocked_ = duration; });
  }

  NodeFile disk_;
  Duration blocked_{};
};

TEST_F(SimulatedSites, AreAllSitesWithTheirBindingsAndPools) {
  const auto sites = sites_of(R"(
sites:
  Shop: {id: 7, app_pools: [A, B, A], bindings: ["https/[::1]:443:shop/x", "net.pipe/*"]}
  Blog: {auto_start: false, state: stopped}
)");
  ASSERT_TRUE(sites) << sites.error().where;
  ASSERT_EQ(sites->size(), 2U);
  const IisSite& shop = sites->at(0);
  EXPECT_EQ(shop.name, "Shop");
  EXPECT_EQ(shop.id, 7U);
  EXPECT_TRUE(shop.auto_start);
  EXPECT_TRUE(shop.started);
  EXPECT_EQ(*shop.app_pools, (std::vector<std::string>{"A", "B"}));
  ASSERT_EQ(shop.bindings->size(), 2U);
  EXPECT_EQ(shop.bindings->at(0).protocol, "https");
  EXPECT_EQ(shop.bindings->at(0).information, "[::1]:443:shop/x");
  EXPECT_EQ(shop.bindings->at(1).protocol, "net.pipe");
  const IisSite& blog = sites->at(1);
  EXPECT_FALSE(blog.auto_start);
  EXPECT_FALSE(blog.started);
  ASSERT_EQ(blog.bindings->size(), 1U);
  EXPECT_EQ(blog.bindings->at(0).information, "*:80:");  // as for a site that is just made
}

TEST_F(SimulatedSites, DoNotRunWhileAServiceIsDown) {
  const auto sites = sites_of("services: {WAS: stopped}\nsites: {Shop: }");
  ASSERT_TRUE(sites);
  EXPECT_FALSE(sites->at(0).started);
}

TEST_F(SimulatedSites, OfABoundedNumberOfBindingsEach) {
  std::string list;
  for (int i = 0; i < 1003; ++i) list += "http/*:80:t" + std::to_string(i) + ", ";
  const auto sites = sites_of("sites: {Shop: {bindings: [" + list + "]}}");
  ASSERT_TRUE(sites) << sites.error().where;
  EXPECT_EQ(sites->at(0).bindings->size(), kMaxIisBindings);
  EXPECT_EQ(sites->at(0).unread_bindings, 3U);
}

TEST_F(SimulatedSites, CannotBeReadWhileIisFails) {
  const auto sites = sites_of("sites: {Shop: }\nfaults: {hang: 3s, error: \"0x80070005\"}");
  ASSERT_FALSE(sites);
  EXPECT_EQ(sites.error().reason, Reason::iis_access_denied);
  EXPECT_EQ(blocked_, std::chrono::seconds(3));
}

TEST_F(SimulatedSites, SayWhereTheirFileIsBroken) {
  const auto sites = sites_of("sites:\n  Shop: {bindings: [\"*:80:\"]}\n");
  ASSERT_FALSE(sites);
  EXPECT_THAT(sites.error().where, HasSubstr("iis.yaml:2:21: '*:80:' is not a binding such as "));
  EXPECT_THAT(simulated_sites("no-such.yaml").error().where, HasSubstr("cannot be read"));
}

}  // namespace
}  // namespace deepalive::probes
