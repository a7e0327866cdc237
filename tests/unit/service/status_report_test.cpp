#include "service/status_report.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "tests/unit/service/a_role.h"

namespace deepalive::service {
namespace {

TEST(StatusReport, TellsOfARoleWhatThePipeAnswersAndWhy) {
  NodeHealth node;
  testing::ARole role(node);
  role.passes();
  role.goes_down();
  const auto report = boost::json::parse(status_json(node, role.now, role.now)).as_object();
  const auto& shop = report.at("roles").at(0).as_object();
  EXPECT_EQ(shop.at("role").as_string(), "shop");
  EXPECT_EQ(shop.at("verdict").as_string(), "unhealthy");
  EXPECT_FALSE(shop.at("is_alive").as_bool());
  EXPECT_EQ(shop.at("check").as_string(), "front");
  EXPECT_EQ(shop.at("reason").as_string(), "status_unexpected");
  const auto& check = shop.at("checks").at(0).as_object();
  EXPECT_EQ(check.at("state").as_string(), "down");
  EXPECT_EQ(check.at("detail").as_string(), "status 500 \"<oops>\"");
  EXPECT_EQ(check.at("http").at("status").to_number<int>(), 500);
  EXPECT_EQ(report.at("agent").at("now").as_string(), "2023-11-14T22:13:24.000Z");
}

TEST(StatusReport, TellsWhyANewerConfigurationIsNotInForce) {
  const NodeHealth node;
  const Instant now{TimePoint(std::chrono::hours(1)),
                    WallTime(std::chrono::seconds(1'700'000'000))};
  ConfigurationState state{.file = "/etc/deepalive.yaml",
                           .loaded = now.wall,
                           .changes = {"+ role shop"},
                           .waiting = {"agent.pipe"}};
  const auto told = [&] {
    return boost::json::parse(status_json(node, now, now, &state)).at("configuration").as_object();
  };
  EXPECT_EQ(told().at("file").as_string(), "/etc/deepalive.yaml");
  EXPECT_EQ(told().at("loaded").as_string(), "2023-11-14T22:13:20.000Z");
  EXPECT_EQ(told().at("changes").at(0).as_string(), "+ role shop");
  EXPECT_EQ(told().at("waiting_for_restart").at(0).as_string(), "agent.pipe");
  EXPECT_TRUE(told().at("refused").is_null());
  state.refused = {
      .time = now.wall, .errors = 2, .problems = {"deepalive.yaml:1:1: error: \"no\""}};
  EXPECT_EQ(told().at("refused").at("errors").to_number<int>(), 2);
  EXPECT_EQ(told().at("refused").at("problems").at(0).as_string(),
            "deepalive.yaml:1:1: error: \"no\"");
  EXPECT_FALSE(
      boost::json::parse(status_json(node, now, now)).as_object().contains("configuration"));
}

TEST(StatusReport, SaysNullForWhatWasNeverSeen) {
  NodeHealth node;
  const testing::ARole role(node);
  const auto shop = boost::json::parse(status_json(*node.find("shop"), role.now)).as_object();
  EXPECT_EQ(shop.at("verdict").as_string(), "initializing");
  const auto& check = shop.at("checks").at(0).as_object();
  EXPECT_TRUE(check.at("outcome").is_null());
  EXPECT_TRUE(check.at("last_observation").is_null());
  EXPECT_TRUE(check.at("age_ms").is_null());
}

TEST(StatusReport, TellsOfARoleHowItHasBeenGoingWhereThatIsAtHand) {
  NodeHealth node;
  testing::ARole role(node);
  role.fails();
  const auto health = node.find("shop");
  NodeSpec spec;
  spec.roles.push_back(*health->spec);
  RecentResults recent(spec);
  recent.record(Observed{}, {health, health});
  const auto shop = boost::json::parse(status_json(*health, role.now, &recent)).as_object();
  const auto& results = shop.at("checks").at(0).at("recent").as_array();
  ASSERT_EQ(results.size(), 1u);
  EXPECT_EQ(results[0].at("time").as_string(), "2023-11-14T22:13:21.000Z");
  EXPECT_EQ(results[0].at("outcome").as_string(), "fail");
  EXPECT_EQ(results[0].at("reason").as_string(), "status_unexpected");
  EXPECT_FALSE(results[0].at("degraded").as_bool());
  EXPECT_EQ(results[0].at("duration_seconds").as_double(), 0.012);
  EXPECT_EQ(results[0].at("phases_seconds").as_object().size(), 5u);
  EXPECT_FALSE(boost::json::parse(status_json(*health, role.now))
                   .at("checks")
                   .at(0)
                   .as_object()
                   .contains("recent"));
}

}  // namespace
}  // namespace deepalive::service
