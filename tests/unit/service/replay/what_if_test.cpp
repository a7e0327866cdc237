#include "service/replay/what_if.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace deepalive::service {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

RoleSpec role() {
  RoleSpec role;
  role.name = "shop";
  role.checks.resize(2);
  role.checks[0].name = "front";
  role.checks[1].name = "api";
  return role;
}

TEST(WhatIf, ChangesAllChecksOrOneOrTheRole) {
  auto what_if = WhatIf::parse("fall=5,api.fall=7,front.scope=shared,grace=1m,on_unknown=dead");
  ASSERT_TRUE(what_if) << what_if.error().where;
  RoleSpec changed = role();
  what_if->apply(changed);
  EXPECT_EQ(changed.checks[0].thresholds.fall, 5u);
  EXPECT_EQ(changed.checks[1].thresholds.fall, 7u);
  EXPECT_EQ(changed.checks[0].scope, CheckScope::shared);
  EXPECT_EQ(changed.rules.grace, 1min);
  EXPECT_EQ(changed.rules.on_unknown, UnknownPolicy::dead);
  EXPECT_EQ(changed.checks[0].thresholds.rise, 2u) << "what is not named stays";
  EXPECT_TRUE(what_if->unknown_checks().empty());
}

TEST(WhatIf, NamesTheChecksThatNoRoleHas) {
  auto what_if = WhatIf::parse("frnt.fall=5");
  ASSERT_TRUE(what_if);
  RoleSpec changed = role();
  what_if->apply(changed);
  EXPECT_THAT(what_if->unknown_checks(), ElementsAre("frnt"));
}

TEST(WhatIf, SaysWhatIsWrongAndWhatIsPossible) {
  const auto error = [](std::string_view text) {
    const auto what_if = WhatIf::parse(text);
    return what_if ? std::string("none") : what_if.error().where;
  };
  EXPECT_THAT(error("fall"), HasSubstr("KEY=VALUE"));
  EXPECT_THAT(error("fal=3"), HasSubstr("did you mean 'fall'?"));
  EXPECT_THAT(error("interval=3s"), HasSubstr("possible are fall, rise, level, scope"));
  EXPECT_THAT(error("fall=0"), HasSubstr("needs 1 to 100"));
  EXPECT_THAT(error("fall=3x"), HasSubstr("needs 1 to 100"));
  EXPECT_THAT(error("rise=2,grace=soon"), HasSubstr("'grace=soon' needs a duration"));
  EXPECT_THAT(error("front.grace=1m"), HasSubstr("without the name of a check"));
  EXPECT_EQ(error(""), "none");
}

}  // namespace
}  // namespace deepalive::service
