#include "core/same_spec.h"

#include <gtest/gtest.h>

#include <functional>
#include <vector>

namespace deepalive {
namespace {

using namespace std::chrono_literals;

RoleSpec a_role_with_everything() {
  RoleSpec role;
  role.name = "shop";
  role.sites = {"Shop"};
  CheckSpec front;
  front.name = "front";
  HttpTarget http;
  http.url = "https://shop.example.com/";
  http.headers = {{"X-Probe", "deepalive"}};
  http.expect.json = {{"/db", "up"}};
  http.expect.headers = {{"Content-Type", "json"}};
  front.target = http;
  CheckSpec database;
  database.name = "database";
  database.target = TcpTarget{"db:1433"};
  role.checks = {front, database};
  role.rules.groups = {{.name = "all", .members = {0, 1}, .required = 1}};
  return role;
}

HttpTarget& http_of(RoleSpec& role) { return std::get<HttpTarget>(role.checks[0].target); }

TEST(SameSpec, ACopyIsTheSame) {
  const RoleSpec role = a_role_with_everything();
  EXPECT_TRUE(same_role(role, a_role_with_everything()));
  EXPECT_TRUE(same_check(role.checks[0], role.checks[0]));
  EXPECT_FALSE(same_check(role.checks[0], role.checks[1]));
}

TEST(SameSpec, AnyFieldMakesItAnother) {
  const std::vector<std::function<void(RoleSpec&)>> changes = {
      [](RoleSpec& role) { role.placement = Placement::always; },
      [](RoleSpec& role) { role.sites.emplace_back("Blog"); },
      [](RoleSpec& role) { role.rules.grace = 1s; },
      [](RoleSpec& role) { role.rules.groups[0].required = 2; },
      [](RoleSpec& role) { role.checks.pop_back(); },
      [](RoleSpec& role) { role.checks[0].thresholds.rise = 9; },
      [](RoleSpec& role) { role.checks[0].cadence.fast_interval = 9s; },
      [](RoleSpec& role) { role.checks[0].depends_on = {1}; },
      [](RoleSpec& role) { http_of(role).auth.secret = "other"; },
      [](RoleSpec& role) { http_of(role).headers[0].second = "other"; },
      [](RoleSpec& role) { http_of(role).expect.json[0].equals = "down"; },
      [](RoleSpec& role) { http_of(role).expect.latency_degraded = 1s; },
      [](RoleSpec& role) { http_of(role).tls.client_certificate.file = "c.pem"; },
      [](RoleSpec& role) { role.checks[1].target = CommandTarget{{"db:1433"}}; },
  };
  const RoleSpec role = a_role_with_everything();
  for (std::size_t i = 0; i < changes.size(); ++i) {
    RoleSpec other = role;
    changes[i](other);
    EXPECT_FALSE(same_role(role, other)) << i;
  }
}

TEST(SameSpec, ThresholdsAndIntervalsAreNoPartOfTheProbe) {
  RoleSpec role = a_role_with_everything();
  const CheckSpec before = role.checks[0];
  role.checks[0].thresholds.fall = 9;
  role.checks[0].cadence.interval = 9s;
  role.checks[0].level = 1;
  EXPECT_TRUE(same_probe(before, role.checks[0]));
  role.checks[0].cadence.timeout = 9s;
  EXPECT_FALSE(same_probe(before, role.checks[0]));
  role.checks[0] = before;
  http_of(role).url += "health";
  EXPECT_FALSE(same_probe(before, role.checks[0]));
}

}  // namespace
}  // namespace deepalive
