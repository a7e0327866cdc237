#include "service/commands/first_configuration.h"

#include <gtest/gtest.h>

#include "config/environment.h"
#include "config/generate/merge.h"
#include "config/load.h"
#include "service/net/open_ports.h"
#include "tests/unit/config/generate/found_sites.h"

namespace deepalive::service {
namespace {

using Listen = std::vector<std::string>;

const Error kNoIis{Reason::iis_not_installed, 0, "IIS is not installed\n(0x80040154)"};

NodeSpec loaded(const FirstConfiguration& first) {
  const auto loaded = config::load(first.text, "deepalive.yaml", config::system_environment());
  EXPECT_TRUE(loaded.spec) << first.text;
  return loaded.spec.value_or(NodeSpec{});
}

IisSite shop_site() { return config::site(1, "Shop", {"http/*:80:shop.example.com"}); }

TEST(FirstConfiguration, HasARoleForEachSiteAndListensWhereItWasTold) {
  const auto first = first_configuration(std::vector<IisSite>{shop_site()}, "0.0.0.0:9182", "x");
  ASSERT_TRUE(first) << first.error().where;
  const NodeSpec spec = loaded(*first);
  ASSERT_EQ(spec.roles.size(), 1U);
  EXPECT_EQ(spec.roles[0].name, "shop");
  EXPECT_EQ(spec.agent.listen, Listen{"0.0.0.0:9182"});
  EXPECT_EQ(first->about, "from this node's IIS, roles: 1");
}

TEST(FirstConfiguration, ListensByDefaultOnLoopback) {
  const auto first = first_configuration(std::vector<IisSite>{shop_site()}, "", "x");
  ASSERT_TRUE(first) << first.error().where;
  EXPECT_EQ(loaded(*first).agent.listen, Listen{"127.0.0.1:9847"});
}

TEST(FirstConfiguration, WithoutIisRunsWithoutRolesAndSaysWhy) {
  const auto first = first_configuration(kNoIis, "[::1]:9847", "x");
  ASSERT_TRUE(first) << first.error().where;
  const NodeSpec spec = loaded(*first);
  EXPECT_TRUE(spec.roles.empty());
  EXPECT_EQ(spec.agent.listen, Listen{"[::1]:9847"});
  EXPECT_NE(first->text.find("# IIS is not installed"), std::string::npos) << first->text;
  EXPECT_NE(first->text.find("config init --merge"), std::string::npos);
}

TEST(FirstConfiguration, WithoutRolesTakesThoseThatIisGetsLater) {
  const auto first = first_configuration(kNoIis, "0.0.0.0:9182", "x");
  ASSERT_TRUE(first) << first.error().where;
  const auto merged = config::merge_roles(first->text, "x", config::system_environment(),
                                          {{shop_site()}, false, ""});
  ASSERT_TRUE(merged.problems.empty()) << config::format_problems(merged.problems, "x");
  const NodeSpec spec = loaded({merged.text, ""});
  ASSERT_EQ(spec.roles.size(), 1U);
  EXPECT_EQ(spec.agent.listen, Listen{"0.0.0.0:9182"});
}

TEST(FirstConfiguration, OfAnIisWithoutSitesRunsWithoutRolesToo) {
  const auto first = first_configuration(std::vector<IisSite>{}, "", "x");
  ASSERT_TRUE(first) << first.error().where;
  EXPECT_TRUE(loaded(*first).roles.empty());
  EXPECT_EQ(first->about, "without roles: IIS has no sites");
}

TEST(FirstConfiguration, RefusesAnAddressThatIsNoneAndNamesTheOption) {
  for (const char* listen : {"0.0.0.0", "0.0.0.0:http", "a\nb:1", "1.2.3.4:99999"}) {
    const auto first = first_configuration(kNoIis, listen, "x");
    ASSERT_FALSE(first) << listen;
    EXPECT_NE(first.error().where.find("--listen"), std::string::npos) << first.error().where;
  }
}

TEST(PortsForOthers, AreThoseThatAreNotOnLoopback) {
  using Ports = std::vector<std::uint16_t>;
  EXPECT_EQ(ports_for_others({"127.0.0.1:9847", "[::1]:9847", "127.0.0.53:80"}), Ports{});
  EXPECT_EQ(ports_for_others({"[::]:9182", "0.0.0.0:9182", "10.0.0.5:80"}), (Ports{80, 9182}));
  EXPECT_EQ(ports_for_others({"0.0.0.0:0"}), Ports{}) << "the system chooses it at each start";
}

}  // namespace
}  // namespace deepalive::service
