#include "service/history/incident.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <chrono>
#include <fstream>
#include <vector>

#include "core/protocol.h"
#include "service/history/incident_folder.h"
#include "tests/servers/temporary_folder.h"

namespace deepalive::service {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

const Instant kNow{TimePoint(1h), WallTime(1'700'000'000s + 123ms)};

Observation fail_with_response() {
  auto response = std::make_shared<HttpResponseStart>();
  response->head = {"HTTP/1.1 500 Oops", "Set-Cookie: ***"};
  response->body = "stack trace";
  return {.outcome = Outcome::fail,
          .reason = Reason::status_unexpected,
          .detail = "status 500",
          .time = kNow,
          .http = HttpEvidence{.phases = {}, .status = 500, .response = std::move(response)}};
}

std::shared_ptr<const RoleSpec> spec_of(std::size_t checks) {
  RoleSpec spec;
  spec.name = "shop";
  spec.rules.grace = 0s;
  for (std::size_t i = 0; i < checks; ++i) {
    CheckSpec check;
    check.name = "front" + std::to_string(i);
    check.thresholds.fall = 1;
    check.target = HttpTarget{};
    spec.checks.push_back(std::move(check));
  }
  return std::make_shared<const RoleSpec>(std::move(spec));
}

TEST(Incident, HoldsTheConditionsTheResponsesAndTheNode) {
  NodeHealth node;
  RoleKeeper keeper(spec_of(1), node, kNow);
  const RoleChange change = keeper.take(Observed{0, fail_with_response()}, kNow);
  ASSERT_TRUE(is_incident(change));
  Transition transition = make_transition(change, kNow);
  transition.incident = incident_name(transition);
  EXPECT_EQ(transition.incident, "20231114T221320123-shop");
  const std::string text = incident_json(
      transition, *change.after,
      {.services = {{"W3SVC", probes::ServicePhase::running}},
       .sites = {{"Shop", std::nullopt}},
       .app_pools = {{"ShopPool", {.state = probes::RunState::started, .worker_processes = 2}}}});
  EXPECT_EQ(text.find('\n'), std::string::npos);
  const auto incident = boost::json::parse(text).as_object();
  EXPECT_EQ(incident.at("incident"), "20231114T221320123-shop");
  EXPECT_EQ(incident.at("transition").at("verdict"), "unhealthy");
  EXPECT_EQ(incident.at("responses").at(0).at("body"), "stack trace");
  EXPECT_EQ(incident.at("responses").at(0).at("head").as_array().size(), 2u);
  EXPECT_EQ(incident.at("role").at("checks").at(0).at("state"), "down");
  EXPECT_EQ(incident.at("node").at("app_pools").at("ShopPool").at("worker_processes"), 2);
  EXPECT_TRUE(incident.at("complete").as_bool());
  EXPECT_FALSE(is_incident(keeper.take(Observed{0, fail_with_response()}, kNow)))
      << "it was unhealthy before";
}

TEST(Incident, IsBounded) {
  NodeHealth node;
  RoleKeeper keeper(spec_of(5000), node, kNow);
  for (std::size_t i = 0; i < 200; ++i) keeper.take(Observed{i, fail_with_response()}, kNow);
  Transition transition{.role = "shop", .time = kNow};
  const std::string text = incident_json(transition, keeper.health(), {});
  EXPECT_LE(text.size(), kMaxIncident);
  EXPECT_FALSE(boost::json::parse(text).at("complete").as_bool());
}

TEST(Incident, HasANameThatThePipeTakesWhateverTheRoleIsCalled) {
  const Transition transition{.role = std::string(protocol::kMaxName, 'r'), .time = kNow};
  EXPECT_TRUE(protocol::is_name(incident_name(transition)));
}

TEST(IncidentFolder, KeepsThemOverARestartAndLeavesOutWhatIsNone) {
  const testing::TemporaryFolder data_dir;
  const IncidentFolder folder(data_dir.path());
  EXPECT_FALSE(folder.save("20231114T221320123-shop", "{\"a\":1}"));
  EXPECT_FALSE(folder.save("20231114T221320124-shop", "{\"a\":2}"));
  std::ofstream(data_dir.path() / "incidents" / "x.json") << "{\"half\": ";
  std::ofstream(data_dir.path() / "incidents" / "y.json.new") << "{}";
  std::vector<std::string> loaded;
  std::vector<std::string> told;
  folder.load([&](const std::string& name,
                  const std::string& text) { loaded.push_back(name + " " + text); },
              [&](const std::string& problem) { told.push_back(problem); });
  EXPECT_THAT(loaded, ElementsAre("20231114T221320123-shop {\"a\":1}",
                                  "20231114T221320124-shop {\"a\":2}"));
  EXPECT_THAT(told, ElementsAre(HasSubstr("x.json")));
  EXPECT_EQ(folder.read("20231114T221320124-shop"), "{\"a\":2}");
  folder.remove("20231114T221320124-shop");
  EXPECT_FALSE(folder.read("20231114T221320124-shop"));
  EXPECT_FALSE(folder.read("../incidents/20231114T221320123-shop")) << "a name, no path";
}

}  // namespace
}  // namespace deepalive::service
