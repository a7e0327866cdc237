#include "service/http/routes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "tests/unit/service/a_role.h"

namespace deepalive::service {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

class Routes : public ::testing::Test {
 protected:
  HttpReply get(std::string_view target) { return handler_(HttpRequest{.target = target}); }
  unsigned status(std::string_view target) { return get(target).status; }
  static boost::json::object json(const HttpReply& reply) {
    return boost::json::parse(reply.body).as_object();
  }

  NodeHealth node_;
  testing::ARole role_{node_};
  History history_;
  RecentResults recent_{NodeSpec{}};
  HttpHandler handler_ = make_routes(
      {.node = node_,
       .history = history_,
       .recent = recent_,
       .clock = [this] { return role_.now; },
       .started = role_.now,
       .metrics = [](Instant) { return std::make_shared<const std::string>("metrics"); },
       .page = [](const HttpRequest&) { return HttpReply{.body = "page"}; }});
};

TEST_F(Routes, AreAllFound) {
  role_.passes();
  for (const auto path : route_paths()) {
    EXPECT_THAT(get(path).body, ::testing::Not(StartsWith("Nothing here"))) << path;
  }
}

TEST_F(Routes, NameThePathThatWasMeant) {
  const auto reply = get("/metric?x=1");
  EXPECT_EQ(reply.status, 404u);
  EXPECT_EQ(reply.body, "Nothing here; did you mean '/metrics'?\n");
}

TEST_F(Routes, GiveErrorsOfTheApiAsJson) {
  for (const char* target :
       {"/api/v1/roles/shp", "/api/v1/roles/", "/api/v1/incidents/none", "/api/v1/", "/api/v2/x",
        "/api/v1/history?limit=0", "/api/v1/history?since=soon", "/api/v1/history?role=a%20b",
        "/api/v1/roles/\xff\x01\""}) {
    const auto reply = get(target);
    EXPECT_EQ(reply.content_type, "application/problem+json") << target;
    const auto problem = json(reply);
    EXPECT_EQ(problem.at("status").to_number<unsigned>(), reply.status) << target;
    EXPECT_FALSE(problem.at("title").as_string().empty()) << target;
    EXPECT_EQ(problem.at("detail").as_string().find('\n'), std::string::npos) << target;
  }
  EXPECT_EQ(json(get("/api/v1/roles/shp")).at("detail").as_string(),
            "No role 'shp' here; did you mean 'shop'?");
}

TEST_F(Routes, GiveErrorsElsewhereAsText) {
  for (const char* target : {"/health/shp", "/badge/shp.svg", "/nothing"}) {
    const auto reply = get(target);
    EXPECT_EQ(reply.status, 404u) << target;
    EXPECT_THAT(reply.content_type, StartsWith("text/plain")) << target;
  }
}

TEST_F(Routes, NameTheRolesThatThereAreButNotHundredsOfThem) {
  EXPECT_THAT(get("/health/blog").body, HasSubstr("roles are: shop"));
  std::vector<std::unique_ptr<testing::ARole>> roles;
  for (int i = 0; i < 500; ++i) {
    roles.push_back(std::make_unique<testing::ARole>(node_, "r" + std::to_string(i)));
  }
  const auto body = get("/health/something-else").body;
  EXPECT_LT(body.size(), 300u);
  EXPECT_THAT(body, HasSubstr("and more"));
}

TEST_F(Routes, HealthIsTheStatusCodeAndTheAnswerLine) {
  role_.passes();
  auto reply = get("/health/shop");
  EXPECT_EQ(reply.status, 200u);
  EXPECT_THAT(reply.body, StartsWith("ALIVE verdict=healthy role=shop"));
  role_.goes_down();
  reply = get("/health/shop");
  EXPECT_EQ(reply.status, 503u);
  EXPECT_THAT(reply.body, StartsWith("DEAD verdict=unhealthy role=shop"));
}

TEST_F(Routes, HealthFailsASuspicionOnlyForThoseWhoAskForIt) {
  role_.passes();
  role_.fails();
  EXPECT_EQ(status("/health/shop"), 200u);
  EXPECT_EQ(status("/health/shop?level=isalive"), 200u);
  EXPECT_EQ(status("/health/shop?level=looksalive"), 503u);
}

TEST_F(Routes, HealthFailsWhatIsDegradedOnlyForThoseWhoAskForIt) {
  role_.is_slow();
  EXPECT_EQ(status("/health/shop"), 200u);
  EXPECT_EQ(status("/health/shop?degraded=pass"), 200u);
  EXPECT_EQ(status("/health/shop?degraded=fail"), 503u);
}

TEST_F(Routes, HealthInMaintenanceIsPinnedUnlessItIsToDrain) {
  role_.goes_down();
  role_.is_worked_on();
  EXPECT_EQ(status("/health/shop"), 200u);
  EXPECT_EQ(status("/health/shop?maintenance=drain"), 503u);
}

TEST_F(Routes, HealthOnStandbyIsNoInvitation) {
  role_.passes();
  role_.stands_by();
  EXPECT_THAT(get("/health/shop"), ::testing::Field(&HttpReply::status, 503u));
  // Maintenance does not send requests to a site that is stopped.
  role_.is_worked_on();
  EXPECT_EQ(status("/health/shop"), 503u);
}

TEST_F(Routes, HealthRefusesAMisspelledParameter) {
  const auto reply = get("/health/shop?degarded=fail");
  EXPECT_EQ(reply.status, 400u);
  EXPECT_THAT(reply.body, HasSubstr("did you mean 'degraded'?"));
}

TEST_F(Routes, BadgesAreImages) {
  role_.passes();
  const auto reply = get("/badge/shop.svg");
  EXPECT_EQ(reply.status, 200u);
  EXPECT_EQ(reply.content_type, "image/svg+xml");
  EXPECT_THAT(reply.body, HasSubstr("<title>shop: healthy</title>"));
  EXPECT_EQ(status("/badge/shop"), 404u);
  EXPECT_EQ(status("/badge/"), 404u);
  EXPECT_EQ(status("/badge/.svg"), 404u);
}

}  // namespace
}  // namespace deepalive::service
