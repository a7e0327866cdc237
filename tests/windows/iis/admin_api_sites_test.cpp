#include "probes/iis/windows/admin_api_sites.h"

#include <gtest/gtest.h>

#include <utility>

#include "tests/standins/world/world_actions.h"
#include "tests/windows/iis/standin_iis.h"

namespace deepalive::probes {
namespace {

using standins::FaultEffect;
using standins::FaultTarget;

class AdminApiSites : public StandinIis {
 protected:
  Result<std::vector<IisSite>> sites() {
    PretendedServiceReader services(services_);
    auto result = admin_api_sites(services);
    EXPECT_EQ(live_objects(), 0U);
    return result;
  }
};

TEST_F(AdminApiSites, AreAllSitesWithTheirBindingsAndPools) {
  seed(
      "sites:\n"
      "  Größe: {id: 7, app_pools: [ShopPool, ApiPool, ShopPool],\n"
      "          bindings: ['http/*:80:shop.example.com', 'https/*:443:', 'net.pipe/*']}\n"
      "  Old: {id: 3, auto_start: false}\n"
      "app_pools: {ShopPool: {}, ApiPool: {}}\n");
  standins::control_site(*world_, 3, standins::Control::stop);
  const auto found = sites();
  ASSERT_TRUE(found) << found.error().where;
  ASSERT_EQ(found->size(), 2U);
  const IisSite& shop = found->at(0);
  EXPECT_EQ(shop.name, utf8(L"Größe"));
  EXPECT_EQ(shop.id, 7U);
  EXPECT_TRUE(shop.auto_start);
  EXPECT_TRUE(shop.started);
  EXPECT_EQ(*shop.app_pools, (std::vector<std::string>{"ShopPool", "ApiPool"}));
  ASSERT_TRUE(shop.bindings) << shop.bindings.error().where;
  ASSERT_EQ(shop.bindings->size(), 3U);
  EXPECT_EQ(shop.bindings->at(0).protocol, "http");
  EXPECT_EQ(shop.bindings->at(0).information, "*:80:shop.example.com");
  EXPECT_EQ(shop.bindings->at(0).ssl_flags, 0U);
  EXPECT_EQ(shop.bindings->at(0).has_certificate, std::nullopt);
  EXPECT_EQ(shop.bindings->at(1).protocol, "https");
  EXPECT_EQ(shop.bindings->at(1).has_certificate, true);
  EXPECT_EQ(shop.bindings->at(2).information, "*");
  EXPECT_EQ(shop.unread_bindings, 0U);
  const IisSite& old = found->at(1);
  EXPECT_FALSE(old.auto_start);
  EXPECT_FALSE(old.started);
}

TEST_F(AdminApiSites, StatesAreNotAskedForWhileAServiceIsDown) {
  services_->states.at("WAS") = ServiceState{ServicePhase::stopped};
  fail(FaultTarget::state, E_FAIL);
  const auto found = sites();
  ASSERT_TRUE(found) << found.error().where;
  ASSERT_EQ(found->size(), 2U);
  EXPECT_FALSE(found->at(0).started);
  EXPECT_EQ(found->at(0).bindings->size(), 1U);
}

TEST_F(AdminApiSites, ASiteThatIsRemovedMeanwhileIsLeftOut) {
  add_fault(FaultTarget::item, FaultEffect::vanish, S_OK, L"Shop");
  const auto found = sites();
  ASSERT_TRUE(found) << found.error().where;
  ASSERT_EQ(found->size(), 1U);
  EXPECT_EQ(found->at(0).name, "Blog");
}

TEST_F(AdminApiSites, SayWhyNothingCouldBeRead) {
  fail(FaultTarget::create, REGDB_E_CLASSNOTREG);
  EXPECT_EQ(sites().error().reason, Reason::iis_not_installed);
  standins::clear_faults(*world_);
  fail(FaultTarget::sections, E_ACCESSDENIED);
  EXPECT_EQ(sites().error().reason, Reason::iis_access_denied);
}

}  // namespace
}  // namespace deepalive::probes
