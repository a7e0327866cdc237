#include "config/self_made.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <variant>
#include <vector>

#include "core/protocol.h"
#include "tests/unit/config/loading.h"

namespace deepalive::config {
namespace {

using namespace std::chrono_literals;

std::vector<std::string> names_of(const RoleSpec& role) {
  std::vector<std::string> names;
  for (const CheckSpec& check : role.checks) names.push_back(check.name);
  return names;
}

TEST(SelfMadeChecks, StandFirstAndInOrder) {
  const NodeSpec spec = spec_of(R"(
roles:
  shop:
    sites: [A, B]
    app_pools: [P, Q]
    checks: [{name: front, http: {url: 'http://a/'}}]
)");
  const RoleSpec& role = spec.roles.at(0);
  EXPECT_EQ(names_of(role), (std::vector<std::string>{"service-W3SVC", "service-WAS", "site-A",
                                                      "site-B", "pool-P", "pool-Q", "front"}));
  EXPECT_EQ(std::get<ServiceTarget>(role.checks[0].target).service_name, "W3SVC");
  EXPECT_EQ(std::get<SiteTarget>(role.checks[3].target).site, "B");
  EXPECT_EQ(std::get<AppPoolTarget>(role.checks[4].target).app_pool, "P");
  EXPECT_TRUE(std::get<AppPoolTarget>(role.checks[4].target).sites.empty());
  std::vector<int> levels;
  for (const CheckSpec& check : role.checks) levels.push_back(check.level);
  EXPECT_EQ(levels, (std::vector<int>{1, 1, 2, 2, 2, 2, 4}));
}

TEST(SelfMadeChecks, WatchThePoolsOfTheSitesWhenNoneIsNamed) {
  const NodeSpec spec = spec_of("roles: {shop: {services: [], sites: [A, B]}}");
  const CheckSpec pools = check_of(spec.roles.at(0), "pools");
  EXPECT_EQ(names_of(spec.roles.at(0)), (std::vector<std::string>{"site-A", "site-B", "pools"}));
  EXPECT_EQ(std::get<AppPoolTarget>(pools.target).app_pool, "");
  EXPECT_EQ(std::get<AppPoolTarget>(pools.target).sites, (std::vector<std::string>{"A", "B"}));
  EXPECT_EQ(pools.level, 2);
}

TEST(SelfMadeChecks, LookAsOftenAsIisIsRead) {
  const NodeSpec spec = spec_of(R"(
iis: {interval: 700ms, timeout: 900ms}
defaults: {interval: 20s, fast_interval: 2s, timeout: 4s, fall: 5, rise: 6, level: 3}
roles: {shop: {sites: [A], stale_after: 1m}}
)");
  const CheckSpec check = check_of(spec.roles.at(0), "site-A");
  EXPECT_EQ(check.cadence.interval, 700ms);
  EXPECT_EQ(check.cadence.fast_interval, 700ms);
  EXPECT_EQ(check.cadence.timeout, 900ms);
  EXPECT_EQ(check.thresholds.fall, 5u);
  EXPECT_EQ(check.thresholds.rise, 6u);
  EXPECT_EQ(check.level, 2);
}

TEST(SelfMadeChecks, AreTunedByTheirName) {
  const NodeSpec spec = spec_of(R"(
roles:
  shop:
    sites: [A]
    checks: [{name: site-A, level: 5, fall: 9, interval: 10s, fast_interval: 3s, timeout: 2s, rise: 4}]
)");
  EXPECT_EQ(spec.roles.at(0).checks.size(), 4u);
  const CheckSpec check = check_of(spec.roles.at(0), "site-A");
  EXPECT_EQ(check.kind(), CheckKind::site);
  EXPECT_EQ(check.level, 5);
  EXPECT_EQ(check.thresholds.fall, 9u);
  EXPECT_EQ(check.thresholds.rise, 4u);
  EXPECT_EQ(check.cadence.interval, 10s);
  EXPECT_EQ(check.cadence.fast_interval, 3s);
  EXPECT_EQ(check.cadence.timeout, 2s);
}

TEST(SelfMadeChecks, HaveLegalNamesWhateverTheSiteIsCalled) {
  RoleSpec role;
  role.services = {};
  const std::string longest(100, 'x');
  role.sites = {
      "Default Web Site", "Default/Web/Site", "Übersicht", longest, longest + "y", "a\nb"};
  for (int i = 0; i < 9; ++i) role.sites.push_back("Default.Web." + std::string(1, "!$%&()=?~"[i]));
  role.checks = self_made_checks(role, {}, {});
  const auto names = names_of(role);
  EXPECT_EQ(names[0], "site-Default-Web-Site");
  EXPECT_EQ(names[1], "site-Default-Web-Site-2");
  EXPECT_EQ(names[2], "site---bersicht");
  EXPECT_EQ(names[3], "site-" + std::string(59, 'x'));
  EXPECT_EQ(names[4], "site-" + std::string(57, 'x') + "-2");
  EXPECT_EQ(names[14], "site-Default-Web---9");
  for (const auto& name : names) EXPECT_TRUE(protocol::is_name(name)) << name;
  EXPECT_EQ(std::get<SiteTarget>(role.checks[1].target).site, "Default/Web/Site");
}

}  // namespace
}  // namespace deepalive::config
