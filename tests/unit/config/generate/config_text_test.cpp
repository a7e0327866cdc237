#include "config/generate/config_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <set>
#include <variant>

#include "core/protocol.h"
#include "tests/unit/config/generate/found_sites.h"
#include "tests/unit/config/loading.h"

namespace deepalive::config {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

// The text for these sites, which must load.
NodeSpec spec_for(const FoundIis& iis) {
  const Generated generated = config_text(iis);
  EXPECT_EQ(generated.refusal, "");
  EXPECT_THAT(problems_of(generated.text), IsEmpty()) << generated.text;
  return spec_of(generated.text);
}

std::vector<std::string> role_names(const NodeSpec& spec) {
  std::vector<std::string> names;
  for (const RoleSpec& role : spec.roles) names.push_back(role.name);
  return names;
}

TEST(ConfigText, HasARoleForEachSiteAndACheckForEachBinding) {
  IisSite shop = site(1, "Default Web Site", {"http/*:80:www.example.com", "https/*:443:"});
  shop.app_pools = std::vector<std::string>{"DefaultAppPool", "ApiPool"};
  const Generated generated =
      config_text({{shop, site(7, "Intranet", {"http/10.0.0.5:8080:"})}, false, ""});
  const auto roles_at = generated.text.find("roles:\n");
  ASSERT_NE(roles_at, std::string::npos);
  EXPECT_EQ(generated.text.substr(roles_at), R"(roles:
  # Site 1, 'Default Web Site'. Its applications' pools: DefaultAppPool, ApiPool.
  default-web-site:
    placement: cluster
    sites: [Default Web Site]
    checks:
      # http/*:80:www.example.com
      - name: http-www-example-com
        http:
          url: http://www.example.com/
          connect_to: 127.0.0.1
          expect: {status: [200-499]}
      # https/*:443:
      - name: https-443
        http:
          url: https://localhost/
          connect_to: 127.0.0.1
          expect: {status: [200-499]}
          # The binding has no host name that a certificate could be checked for.
          tls: {verify: false}

  # Site 7, 'Intranet'. Its applications' pools: DefaultAppPool.
  intranet:
    placement: cluster
    sites: [Intranet]
    checks:
      # http/10.0.0.5:8080:
      - name: http-10-0-0-5-8080
        http:
          url: http://10.0.0.5:8080/
          expect: {status: [200-499]}
)");
}

TEST(ConfigText, MeansWhatItSays) {
  const NodeSpec spec =
      spec_for({{site(1, "O'Shop #1", {"https/*:443:shop.example.com"})}, false, ""});
  ASSERT_EQ(spec.roles.size(), 1U);
  const RoleSpec& role = spec.roles[0];
  EXPECT_EQ(role.name, "o-shop-1");
  EXPECT_EQ(role.placement, Placement::cluster);
  EXPECT_EQ(role.sites, std::vector<std::string>{"O'Shop #1"});
  EXPECT_THAT(role.app_pools, IsEmpty());
  const CheckSpec check = check_of(role, "https-shop-example-com");
  const auto& http = std::get<HttpTarget>(check.target);
  EXPECT_EQ(http.connect_to, "127.0.0.1");
  EXPECT_TRUE(http.tls.verify);
  ASSERT_EQ(http.expect.status.size(), 1U);
  EXPECT_EQ(http.expect.status[0].first, 200U);
  EXPECT_EQ(http.expect.status[0].last, 499U);
  EXPECT_EQ(spec.iis.provider, IisProvider::admin_api);
}

TEST(ConfigText, NamesTheFileOfASimulatedIis) {
  const NodeSpec spec = spec_for({{site(1, "Shop", {"http/*:80:"})}, false, "it's iis.yaml"});
  EXPECT_EQ(spec.iis.provider, IisProvider::simulated);
  EXPECT_EQ(spec.iis.simulated_file, in_config_folder("it's iis.yaml"));
}

TEST(ConfigText, RolesAreNamedAfterTheirSitesAndEachOnce) {
  const NodeSpec spec =
      spec_for({{site(1, "Shop!", {"http/*:80:"}), site(2, "--shop--", {"http/*:81:"}),
                 site(3, "Größe", {"http/*:82:"}), site(4, "?", {"http/*:83:"}),
                 site(5, "null", {"http/*:84:"}), site(6, std::string(100, 'x'), {"http/*:85:"}),
                 site(7, std::string(99, 'x'), {"http/*:86:"})},
                false,
                ""});
  EXPECT_EQ(role_names(spec),
            (std::vector<std::string>{"shop", "shop-2", "site-3", "site-4", "null",
                                      std::string(64, 'x'), std::string(62, 'x') + "-2"}));
}

TEST(ConfigText, SaysInCommentsWhatCannotBeProbed) {
  const Generated generated = config_text(
      {{site(1, "Shop", {"http/*:80:*.example.com", "net.pipe/*"}), site(2, "Files", {"ftp/*:21:"}),
        site(3, "Empty", {}), site(4, "a\nb", {"http/*:80:"})},
       false,
       ""});
  EXPECT_THAT(generated.text, HasSubstr("    # Not probed: http/*:80:*.example.com: stands for"));
  EXPECT_THAT(generated.text, HasSubstr("    # Not probed: net.pipe/*: a pipe of this machine"));
  EXPECT_THAT(generated.text, HasSubstr("  # No role for the site 'Files': has no http or https "
                                        "binding, only ftp/*:21:.\n"));
  EXPECT_THAT(generated.text, HasSubstr("  # No role for the site 'Empty': has no bindings.\n"));
  EXPECT_THAT(generated.text, HasSubstr("  # No role for the site 'a?b': a configuration cannot"));
  EXPECT_THAT(generated.text, Not(HasSubstr("checks:\n")));
  EXPECT_EQ(role_names(spec_of(generated.text)), std::vector<std::string>{"shop"});
}

TEST(ConfigText, ASiteWhoseBindingsCannotBeReadIsToldAndTheOthersAreThere) {
  IisSite broken = site(1, "Broken", {});
  broken.bindings = Error{Reason::iis_config_unreadable, 0, "the bindings: (0x8007000D)"};
  const Generated generated = config_text({{broken, site(2, "Shop", {"http/*:80:"})}, false, ""});
  EXPECT_THAT(generated.text, HasSubstr("'Broken': its bindings could not be read: the bindings: "
                                        "(0x8007000D)."));
  EXPECT_EQ(role_names(spec_of(generated.text)), std::vector<std::string>{"shop"});
}

TEST(ConfigText, CountsTheBindingsThatAreTooMany) {
  IisSite tenants = site(1, "Tenants", {});
  for (int i = 0; i < 30; ++i) {
    tenants.bindings->push_back(binding("http/*:80:t" + std::to_string(i)));
    tenants.bindings->push_back(binding("http/*:80:*.t" + std::to_string(i)));
  }
  tenants.unread_bindings = 5;
  const Generated generated = config_text({{tenants}, false, ""});
  EXPECT_THAT(generated.text, HasSubstr("# Not probed: 20 more bindings for such reasons."));
  EXPECT_THAT(generated.text,
              HasSubstr("# Not probed: 20 more http and https bindings, after the first 10."));
  EXPECT_THAT(generated.text, HasSubstr("# Not probed: 5 more bindings, which were not read."));
  EXPECT_EQ(spec_of(generated.text).roles.at(0).checks.size(), 4U + kMaxSiteProbes);
}

TEST(ConfigText, ASiteThatIsStoppedOnPurposeIsNoRoleButACommentThatBecomesOne) {
  IisSite old = site(1, "Old", {"http/*:80:old"});
  old.auto_start = false;
  old.started = false;
  const Generated generated = config_text({{old, site(2, "Shop", {"http/*:80:shop"})}, false, ""});
  EXPECT_EQ(role_names(spec_of(generated.text)), std::vector<std::string>{"shop"});

  std::string text = generated.text;
  const auto begin = text.find("\n  # # Site 1, 'Old'");
  ASSERT_NE(begin, std::string::npos) << text;
  for (auto at = begin; (at = text.find("\n  # ", at)) != std::string::npos; ++at) {
    text.erase(at + 3, 2);
  }
  EXPECT_EQ(role_names(spec_of(text)), (std::vector<std::string>{"shop", "old"})) << text;
}

TEST(ConfigText, ASiteThatDoesNotStartByItselfIsARoleWhileItRunsOrWhenItIsAskedFor) {
  IisSite clustered = site(1, "Shop", {"http/*:80:shop"});
  clustered.auto_start = false;
  EXPECT_EQ(role_names(spec_for({{clustered}, false, ""})), std::vector<std::string>{"shop"});
  clustered.started = false;
  EXPECT_EQ(role_names(spec_for({{clustered}, true, ""})), std::vector<std::string>{"shop"});
}

TEST(ConfigText, ThereIsNoneWithNothingToLookAt) {
  EXPECT_EQ(config_text({}).refusal, "IIS has no sites");
  const Generated generated = config_text({{site(1, "Files", {"ftp/*:21:"})}, false, ""});
  EXPECT_EQ(generated.refusal, "no site of IIS can be looked at");
  EXPECT_EQ(generated.text, "");
  EXPECT_EQ(generated.plan.left_out.size(), 1U);
}

TEST(ConfigText, ThereIsNoneForMoreThanAConfigurationHolds) {
  FoundIis iis;
  for (std::uint32_t i = 1; i <= 1000; ++i) {
    iis.sites.push_back(
        site(i, "Site " + std::to_string(i), {"http/*:" + std::to_string(i) + ":"}));
  }
  EXPECT_EQ(spec_for(iis).roles.size(), 1000U);
  iis.sites.push_back(site(1001, "One more", {"http/*:1001:"}));
  EXPECT_THAT(config_text(iis).refusal,
              AllOf(HasSubstr("1001 sites"), HasSubstr("holds 1000 roles"), HasSubstr("--site")));
}

TEST(ConfigText, ThereIsNoneThatIsLargerThanAFileMayBe) {
  FoundIis iis;
  for (std::uint32_t i = 1; i <= 400; ++i) {
    IisSite tenants = site(i, std::string(1000, 'x'), {"http/*:80:"});
    for (int n = 0; n < 10; ++n)
      tenants.bindings->push_back(binding("http/*:80:*." + std::string(200, 'y')));
    iis.sites.push_back(std::move(tenants));
  }
  EXPECT_THAT(config_text(iis).refusal, AllOf(HasSubstr("1024 KiB"), HasSubstr("--site")));
}

// Pieces that mean something to YAML, to IIS, to HTTP or to us.
std::string nasty_text(std::mt19937& random) {
  static const std::vector<std::string> kPieces = {"a",
                                                   "Shop",
                                                   " ",
                                                   "'",
                                                   "\"",
                                                   "#",
                                                   ":",
                                                   ": ",
                                                   "*",
                                                   "&",
                                                   "!",
                                                   "|",
                                                   ">",
                                                   "%",
                                                   "@",
                                                   "`",
                                                   "{",
                                                   "}",
                                                   "[",
                                                   "]",
                                                   ",",
                                                   "-",
                                                   "- ",
                                                   "?",
                                                   "~",
                                                   "\\",
                                                   "/",
                                                   "${env:X}",
                                                   "$${",
                                                   "$",
                                                   "ü",
                                                   "店",
                                                   "\t",
                                                   "\n",
                                                   "\r",
                                                   "\0",
                                                   "\x7f",
                                                   "\xFF",
                                                   "null",
                                                   "true",
                                                   "0",
                                                   "80",
                                                   "::1",
                                                   "127.0.0.1",
                                                   ".",
                                                   "---",
                                                   "=",
                                                   "😀",
                                                   "\xC2\x85",
                                                   "\xE2\x80\xA8",
                                                   "\xEF\xBB\xBF",
                                                   "xn--",
                                                   "443"};
  std::string text;
  for (auto pieces = random() % 6; pieces > 0; --pieces) text += kPieces[random() % kPieces.size()];
  return text;
}

IisBinding nasty_binding(std::mt19937& random) {
  static const std::vector<std::string> kProtocols = {"http", "https", "ftp", "net.tcp"};
  IisBinding made;
  made.protocol = random() % 8 == 0 ? nasty_text(random) : kProtocols[random() % 4];
  made.information = random() % 3 == 0
                         ? nasty_text(random)
                         : "*:" + std::to_string(random() % 70000) + ":" + nasty_text(random);
  made.ssl_flags = static_cast<std::uint32_t>(random() % 4);
  return made;
}

TEST(ConfigText, LoadsWithoutAWordWhateverSitesAndBindingsAreCalled) {
  std::mt19937 random(5);
  std::size_t roles = 0;
  for (int round = 0; round < 2000; ++round) {
    FoundIis iis;
    std::set<std::string> names;
    for (std::uint32_t id = 0; id < random() % 4 + 1; ++id) {
      IisSite nasty = site(id, nasty_text(random), {});
      if (!names.insert(nasty.name).second) continue;
      for (auto n = random() % 5; n > 0; --n) nasty.bindings->push_back(nasty_binding(random));
      nasty.app_pools = std::vector<std::string>{nasty_text(random)};
      nasty.auto_start = nasty.started = random() % 4 != 0;
      iis.sites.push_back(std::move(nasty));
    }
    const Generated generated = config_text(iis);
    if (!generated.refusal.empty()) continue;
    ASSERT_EQ(problems_of(generated.text), "") << generated.text;
    const NodeSpec spec = spec_of(generated.text);
    ASSERT_EQ(spec.roles.size(), live_roles(generated.plan)) << generated.text;
    std::size_t at = 0;
    for (const PlannedRole& role : generated.plan.roles) {
      if (role.out_of_use) continue;
      ASSERT_EQ(spec.roles[at].name, role.name) << generated.text;
      ASSERT_EQ(spec.roles[at].sites, std::vector<std::string>{role.site}) << generated.text;
      ++at;
    }
    roles += at;
  }
  EXPECT_GT(roles, 500U);
}

}  // namespace
}  // namespace deepalive::config
