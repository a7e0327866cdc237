#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <variant>

#include "core/spec.h"
#include "tests/unit/config/loading.h"

namespace deepalive::config {
namespace {

// The name of the one site of a role, written like this.
std::string site_written(const std::string& written, const FakeEnvironment& fake = {}) {
  const NodeSpec spec = spec_of("roles: {shop: {sites: ['" + written + "']}}", fake);
  return spec.roles.empty() ? "" : spec.roles[0].sites.at(0);
}

TEST(Reference, ToAVariableIsItsValue) {
  EXPECT_EQ(site_written("a-${env:NAME}-b", {{{"NAME", "Shop"}}, {}}), "a-Shop-b");
}

TEST(Reference, ToAVariableThatIsUnsetOrEmptyTakesItsDefault) {
  EXPECT_EQ(site_written("${env:NAME:-Default Web Site}"), "Default Web Site");
  EXPECT_EQ(site_written("${env:NAME:-Default}", {{{"NAME", ""}}, {}}), "Default");
  EXPECT_EQ(site_written("x${env:NAME:-}"), "x");
}

TEST(Reference, ToAFileIsItsTextWithoutTheLastLineEnd) {
  const FakeEnvironment fake{{}, {{"a.txt", "Shop\n"}, {"b.txt", "Shop\r\n"}, {"c.txt", "Shop"}}};
  for (const std::string name : {"a.txt", "b.txt", "c.txt"}) {
    EXPECT_EQ(site_written("${file:" + name + "}", fake), "Shop") << name;
  }
}

TEST(Reference, WithTwoDollarsIsPlainText) {
  EXPECT_EQ(site_written("$${env:NAME}", {{{"NAME", "Shop"}}, {}}), "${env:NAME}");
  EXPECT_EQ(site_written("$1 $$ costs"), "$1 $$ costs");
}

TEST(Reference, IsNotLookedForInWhatWasPutIn) {
  EXPECT_EQ(site_written("${env:NAME}", {{{"NAME", "${env:NAME}"}}, {}}), "${env:NAME}");
}

TEST(Reference, WorksWhereverAValueStands) {
  const FakeEnvironment fake{
      {{"LEVEL", "5"}, {"PAUSE", "250ms"}, {"PORT", "80"}, {"FLAG", "false"}}, {}};
  const NodeSpec spec = spec_of(R"(
agent: {listen: ["127.0.0.1:${env:PORT}"]}
iis: {interval: "${env:PAUSE}"}
roles:
  shop:
    failure_condition_level: ${env:LEVEL}
    checks:
      - {name: front, http: {url: "https://a:${env:PORT}/", tls: {verify: "${env:FLAG}"}}}
)",
                                fake);
  EXPECT_EQ(spec.agent.listen.at(0), "127.0.0.1:80");
  EXPECT_EQ(spec.iis.interval, std::chrono::milliseconds(250));
  EXPECT_EQ(spec.roles.at(0).rules.failure_condition_level, 5);
  const CheckSpec check = check_of(spec.roles.at(0), "front");
  EXPECT_EQ(std::get<HttpTarget>(check.target).url, "https://a:80/");
  EXPECT_FALSE(std::get<HttpTarget>(check.target).tls.verify);
}

TEST(Reference, ThatFailsIsAnErrorAtItsPlace) {
  const FakeEnvironment fake{{{"LATIN", "\xFC"}}, {{"bad.bin", std::string("a\0b", 3)}}};
  const std::string text = R"(roles:
  shop:
    sites:
      - ${env:MISSING}
      - ${file:missing.txt}
      - ${env:}
      - ${ENV:PATH}
      - ${env:PATH
      - ${file:}
      - ${env:LATIN}
      - ${file:bad.bin}
)";
  EXPECT_EQ(
      problems_of(text, fake),
      "4:9: error: roles.shop.sites[0]: the environment variable MISSING is not set; set it for "
      "the "
      "service, or write ${env:MISSING:-default}\n"
      "5:9: error: roles.shop.sites[1]: the file '" +
          in_config_folder("missing.txt") +
          "' does not exist\n"
          "6:9: error: roles.shop.sites[2]: '' is no name of an environment variable\n"
          "7:9: error: roles.shop.sites[3]: ${ENV:PATH} is no reference; there are ${env:NAME}, "
          "${env:NAME:-default}, ${file:PATH} and ${dpapi:BASE64}, and $${ for a plain ${\n"
          "8:9: error: roles.shop.sites[4]: a reference ${… is not closed; write $${ for a plain "
          "${\n"
          "9:9: error: roles.shop.sites[5]: ${file:} needs the path of a file\n"
          "10:9: error: roles.shop.sites[6]: the environment variable LATIN is not UTF-8\n"
          "11:9: error: roles.shop.sites[7]: the file '" +
          in_config_folder("bad.bin") + "' is not text in UTF-8\n");
}

TEST(Reference, ValueNeverStandsInAnError) {
  const FakeEnvironment fake{{{"SECRET", "hunter 2"}}, {}};
  const std::string text = R"(
agent: {listen: ["${env:SECRET}"], pipe: "${env:SECRET}", log: {level: "${env:SECRET}", keep: "${env:SECRET}", max_size: "${env:SECRET}"}}
defaults: {interval: "${env:SECRET}"}
roles:
  shop:
    sites: ["${env:SECRET}", "${env:SECRET}"]
    checks:
      - name: a
        http:
          url: ${env:SECRET}
          method: ${env:SECRET}
          connect_to: ${env:SECRET}
          headers: {X-Key: "${env:SECRET}\n"}
          tls: {verify: "${env:SECRET}", server_name: "${env:SECRET}"}
          expect: {status: ["${env:SECRET}"], body_matches: "(${env:SECRET}"}
)";
  const std::string problems = problems_of(text, fake);
  EXPECT_EQ(std::ranges::count(problems, '\n'), 15) << problems;
  EXPECT_EQ(problems.find("hunter"), std::string::npos) << problems;
}

TEST(Reference, AllOfThemTogetherTakeInABoundedAmount) {
  const FakeEnvironment fake{{{"LONG", std::string(60'000, 'x')}}, {}};
  std::string text = "roles:\n  shop:\n    checks:\n";
  for (int i = 0; i < 300; ++i) {
    text += "      - {name: c" + std::to_string(i) +
            ", http: {url: \"http://a/\", body: \"${env:LONG}\"}}\n";
  }
  const std::string problems = problems_of(text, fake);
  EXPECT_NE(problems.find("take in more than 16 MiB"), std::string::npos)
      << problems.substr(0, 500);
}

}  // namespace
}  // namespace deepalive::config
