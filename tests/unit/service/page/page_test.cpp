#include "service/page/page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>

#include "tests/unit/service/page/shown_node.h"

namespace deepalive::service {
namespace {

using std::chrono::seconds;
using ::testing::AllOf;
using ::testing::HasSubstr;
using testing::header;
using ::testing::MatchesRegex;
using ::testing::Not;
using testing::ShownNode;

std::size_t count_of(std::string_view text, std::string_view what) {
  std::size_t count = 0;
  for (auto at = text.find(what); at != text.npos; at = text.find(what, at + 1)) ++count;
  return count;
}

TEST(Page, SaysTheRootCauseInWordsAndPutsTheWorstFirst) {
  ShownNode node({"crm", "shop"}, 1);
  node.see(0, 0, Outcome::pass);
  node.turn(1, 0, Outcome::fail, "status 500, expected 200-299");
  const std::string page = node.get().body;
  EXPECT_THAT(page, AllOf(HasSubstr("1 of 2 roles is unhealthy"),
                          HasSubstr("<p class=\"cause\">check0: status 500, expected 200-299"),
                          HasSubstr("The status code is not one that is expected."),
                          HasSubstr("IsAlive <b class=\"dead\">dead</b>")));
  EXPECT_LT(page.find("id=\"role-shop\""), page.find("id=\"role-crm\""));
}

TEST(Page, ShowsASuspicionBeforeAnythingIsDown) {
  ShownNode node({"crm", "shop"}, 1);
  node.see(0, 0, Outcome::pass);
  node.see(1, 0, Outcome::pass);
  node.see(1, 0, Outcome::fail);
  const std::string page = node.get().body;
  EXPECT_THAT(page, AllOf(HasSubstr("1 of 2 roles is healthy, but LooksAlive is false"),
                          HasSubstr("changing: 1 of 3 fails")));
  EXPECT_LT(page.find("id=\"role-shop\""), page.find("id=\"role-crm\""));
}

TEST(Page, ShowsMaintenanceAndWhatWouldBeWithoutIt) {
  ShownNode node({"shop"}, 1);
  node.turn(0, 0, Outcome::fail);
  node.tell(0, MaintenanceSet{Maintenance{.until = node.now.steady + seconds(60),
                                          .until_wall = node.now.wall + seconds(60),
                                          .reason = "new <disks>"}});
  EXPECT_THAT(node.get().body,
              AllOf(HasSubstr("The role is in maintenance"),
                    HasSubstr(": new &lt;disks&gt;. Without it: <b>unhealthy</b>"),
                    HasSubstr("datetime=\"2023-11-14T22:14:20.000Z\" data-ahead")));
}

TEST(Page, SaysThatAResultIsStale) {
  ShownNode node({"shop"}, 1);
  node.see(0, 0, Outcome::pass);
  node.now.steady += seconds(100);
  EXPECT_THAT(node.get().body, AllOf(HasSubstr("The role is unknown"), HasSubstr("</svg>stale")));
}

TEST(Page, NamesTransitionsAndLinksTheirIncidents) {
  ShownNode node({"shop"}, 1,
                 {.role = "shop",
                  .time = {},
                  .before = Verdict::healthy,
                  .after = Verdict::unhealthy,
                  .detail = "front: <b>500</b>",
                  .incident = "20261122T140509123-shop"});
  EXPECT_THAT(node.get().body,
              AllOf(HasSubstr("href=\"/api/v1/incidents/20261122T140509123-shop\""),
                    HasSubstr("front: &lt;b&gt;500&lt;/b&gt;")));
}

TEST(Page, SaysHowTheAgentItselfIs) {
  ShownNode node({"shop"}, 1);
  EXPECT_THAT(node.get().body,
              AllOf(HasSubstr("none asked for yet"), HasSubstr("looks begin when they are due"),
                    HasSubstr("<dd>complete</dd>"), HasSubstr("on NODE&lt;1&gt;")));
  node.requests.add(RequestKind::is_alive, std::chrono::microseconds(100));
  node.lag.note(std::chrono::milliseconds(2500));
  node.dropped = 7;
  EXPECT_THAT(node.get().body, AllOf(HasSubstr("1, 99 % within 1 ms"),
                                     HasSubstr("<b class=\"dead\">looks begin 2500 ms late</b>"),
                                     HasSubstr("<b class=\"dead\">7 inputs left out</b>")));
}

TEST(Page, AnswersThatNothingHasChangedHoweverMuchTimeHasPassed) {
  ShownNode node({"shop"}, 1);
  node.see(0, 0, Outcome::pass);
  const std::string etag = header(node.get(), "ETag");
  EXPECT_THAT(etag, MatchesRegex("W/\".+\""));
  node.now.wall += seconds(5);
  node.now.steady += seconds(5);
  const HttpReply unchanged = node.get("/", etag);
  EXPECT_EQ(unchanged.status, 304u);
  EXPECT_EQ(unchanged.body, "");
  EXPECT_EQ(header(unchanged, "ETag"), etag);
  node.see(0, 0, Outcome::pass);
  EXPECT_EQ(node.get("/", etag).status, 200u);
}

TEST(Page, AllowsItsOwnStyleAndScriptByTheirHashesAndNothingElse) {
  ShownNode node({"shop"}, 1);
  EXPECT_THAT(header(node.get(), "Content-Security-Policy"),
              MatchesRegex("default-src 'none'; style-src 'sha256-\\S+='; script-src "
                           "'sha256-\\S+='; connect-src 'self'; img-src data:; base-uri 'none'; "
                           "form-action 'none'; frame-ancestors 'none'"));
  // A hash is one word in quotes, which that pattern cannot say.
  EXPECT_EQ(count_of(header(node.get(), "Content-Security-Policy"), "'"), 14u);
  const std::string page = node.get().body;
  EXPECT_EQ(count_of(page, "<script"), 1u);
  EXPECT_EQ(count_of(page, "<style"), 1u);
  EXPECT_EQ(count_of(page, " style="), 0u);
}

TEST(Page, ShowsOneRoleAloneAndSaysWhichThereAreNot) {
  ShownNode node({"crm", "shop"}, 1);
  node.see(1, 0, Outcome::pass);
  const std::string page = node.get("/?role=shop").body;
  EXPECT_THAT(page, AllOf(HasSubstr("<title>shop is healthy · "), HasSubstr("id=\"role-shop\""),
                          Not(HasSubstr("id=\"role-crm\"")), HasSubstr("data-open=\"1\" open")));
  EXPECT_EQ(node.get("/?role=<script>").status, 404u);
}

TEST(Page, ShowsTextOfOthersAsText) {
  const std::string hostile =
      "</p><script>alert(1)</script><img src=x onerror=\"a('b')\">\xFF\xC0 javascript:alert(1)" +
      std::string(100'000, 'x');
  ShownNode node({"shop"}, 1, {.role = hostile, .detail = hostile, .incident = hostile});
  node.turn(0, 0, Outcome::fail, hostile);
  node.tell(0, MaintenanceSet{Maintenance{.until = node.now.steady + seconds(60),
                                          .until_wall = node.now.wall,
                                          .reason = hostile}});
  const std::string page = node.get().body;
  EXPECT_EQ(count_of(page, "<script>"), 1u);  // its own
  EXPECT_THAT(page, AllOf(Not(HasSubstr("<img")), Not(HasSubstr("onerror=\"")),
                          Not(HasSubstr("\xFF")), Not(HasSubstr("href=\"javascript")),
                          HasSubstr("&lt;script&gt;alert(1)&lt;/script&gt;")));
}

TEST(Page, CallsItWellWhenRolesRunElsewhereOnPurpose) {
  ShownNode node({"crm", "shop"}, 1);
  node.see(0, 0, Outcome::pass);
  node.see(1, 0, Outcome::pass);
  EXPECT_THAT(node.get().body, HasSubstr("All 2 roles are healthy"));
  node.tell(0, Placed{NodePlacement::standby});
  const std::string page = node.get().body;
  EXPECT_THAT(page, AllOf(HasSubstr("All 2 roles are as they should be"),
                          HasSubstr("<b>1</b> on standby")));
  EXPECT_LT(page.find("id=\"role-shop\""), page.find("id=\"role-crm\""));
}

TEST(Page, SaysThatThereAreNoRoles) {
  ShownNode node({}, 0);
  EXPECT_THAT(node.get().body, HasSubstr("No roles are configured"));
}

// 500 roles of 10 checks, of which so many are down.
class Farm : public ::testing::TestWithParam<std::size_t> {};

TEST_P(Farm, KeepsThePageSmall) {
  std::vector<std::string> names;
  for (int i = 0; i < 500; ++i) names.push_back("role" + std::to_string(1000 + i));
  ShownNode node(names, 10);
  for (std::size_t role = 0; role < names.size(); ++role) {
    for (std::size_t check = 0; check < 10; ++check) {
      for (std::size_t i = 0; i < (role < 12 ? RecentResults::kKept : 3); ++i) {
        node.see(role, check, role < GetParam() ? Outcome::fail : Outcome::pass);
      }
    }
  }
  const std::string page = node.get().body;
  EXPECT_LT(page.size(), 300'000u);
  EXPECT_EQ(count_of(page, "<article"), std::min<std::size_t>(GetParam(), 8));
  EXPECT_EQ(count_of(page, "<article") + count_of(page, "id=\"tile-"), 500u);
}
INSTANTIATE_TEST_SUITE_P(OfFiveHundredRoles, Farm, ::testing::Values(0, 5, 500));

}  // namespace
}  // namespace deepalive::service
