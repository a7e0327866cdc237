#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <filesystem>
#include <iterator>
#include <string>

#include "service/commands/cli.h"
#include "tests/integration/running_agent.h"
#include "tests/servers/fault_server.h"

namespace deepalive::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr const char* kIis = R"(
sites:
  Shop: {id: 1, state: started, app_pools: [ShopPool]}
app_pools:
  ShopPool: {state: started, worker_processes: [4242]}
)";

std::string shop(const FaultServer& server) {
  return "defaults: {interval: 100ms, fast_interval: 20ms, timeout: 500ms, fall: 3, rise: 2}\n"
         "roles:\n"
         "  shop:\n"
         "    placement: always\n"
         "    sites: [Shop]\n"
         "    grace: 2s\n"
         "    stale_after: 3s\n"
         "    checks:\n"
         "      - name: front\n"
         "        http: {url: \"" +
         server.url("/health") + "\"}\n";
}

// The answer is there a moment before the history.
constexpr const char* kDied = "\"verdict\":\"unhealthy\"";

// What a command prints, and how it ends.
struct Ran {
  int code = 0;
  std::string out;
  std::string errors;
};
Ran run(std::vector<std::string> words) {
  Ran ran;
  ::testing::internal::CaptureStdout();
  ::testing::internal::CaptureStderr();
  ran.code = service::run_command_line(std::move(words));
  ran.out = ::testing::internal::GetCapturedStdout();
  ran.errors = ::testing::internal::GetCapturedStderr();
  return ran;
}

std::string config_of(const RunningAgent& agent) {
  return (agent.folder() / "deepalive.yaml").string();
}

// The name of the newest incident in an answer to HISTORY.
std::string incident_in(const std::string& history) {
  const auto report = boost::json::parse(history);
  std::string name;
  for (const auto& transition : report.at("transitions").as_array()) {
    if (transition.at("incident").is_string() && transition.at("verdict") == "unhealthy") {
      name = transition.at("incident").as_string();
    }
  }
  return name;
}

TEST(History, SaysWhenTheSiteDiedAndKeepsWhatWasSeen) {
  FaultServer server(answers(200));
  const RunningAgent agent(kIis, shop(server));
  agent.ask_until("ISALIVE shop", {"verdict=healthy"});
  server.behave(answers(500, "the stack trace", "Set-Cookie: id=hunter2\r\n"));
  agent.ask_until("ISALIVE shop", {"DEAD"});
  const std::string history = agent.ask_until("HISTORY shop", {kDied});
  EXPECT_THAT(history,
              AllOf(HasSubstr("\"verdict\":\"healthy\""), HasSubstr("\"verdict\":\"unhealthy\""),
                    HasSubstr("\"reason\":\"status_unexpected\"")));
  const std::string name = incident_in(history);
  const std::string incident = agent.ask_until("INCIDENT " + name, {"\"incident\""});
  EXPECT_THAT(incident, AllOf(HasSubstr("the stack trace"), HasSubstr("Set-Cookie: ***"),
                              HasSubstr("\"worker_processes\":1"), HasSubstr("phases_seconds"),
                              Not(HasSubstr("hunter2"))));
  EXPECT_THAT(agent.get("/api/v1/history?role=shop&since=1h&limit=1"),
              AllOf(StartsWith("HTTP/1.1 200"), HasSubstr("\"verdict\":\"unhealthy\""),
                    HasSubstr("\"truncated\":true")));
  EXPECT_THAT(agent.get("/api/v1/incidents/" + name), HasSubstr("the stack trace"));

  const Ran table = run({"history", "shop", "--config", config_of(agent)});
  EXPECT_EQ(table.code, 0);
  EXPECT_THAT(table.out, AllOf(HasSubstr("healthy -> unhealthy"), HasSubstr(name)));
  const Ran shown = run({"incident", name, "--config", config_of(agent)});
  EXPECT_EQ(shown.code, 0);
  EXPECT_THAT(shown.out, AllOf(HasSubstr("HTTP/1.1 500"), HasSubstr("the stack trace"),
                               HasSubstr("ShopPool")));
}

TEST(History, BadQuestionsAreAnsweredWithWhatIsPossible) {
  const FaultServer server(answers(200));
  const RunningAgent agent(kIis, shop(server));
  EXPECT_THAT(agent.ask("HISTORY nobody"), StartsWith("ERROR unknown-role"));
  EXPECT_THAT(agent.ask("INCIDENT 20200101T000000000-shop"), StartsWith("ERROR unknown-incident"));
  EXPECT_THAT(agent.ask("INCIDENT"), StartsWith("ERROR incident-missing"));
  for (const char* query : {"since=soon", "limit=0", "limit=1001", "limit=x", "role=a/b"}) {
    EXPECT_THAT(agent.get("/api/v1/history?" + std::string(query)), StartsWith("HTTP/1.1 400"))
        << query;
  }
  EXPECT_THAT(agent.get("/api/v1/incidents/..%2fstate"), StartsWith("HTTP/1.1 404"));
  const Ran ran = run({"incident", "20200101T000000000-shop", "--config", config_of(agent)});
  EXPECT_EQ(ran.code, 70);
  EXPECT_THAT(ran.errors, HasSubstr("unknown-incident"));
}

TEST(History, IsKeptOverARestartAndReadFromTheDiskWhileTheAgentIsAway) {
  FaultServer server(answers(200));
  RunningAgent agent(kIis, shop(server));
  agent.ask_until("ISALIVE shop", {"verdict=healthy"});
  server.behave(answers(500));
  agent.ask_until("ISALIVE shop", {"DEAD"});
  const std::string name = incident_in(agent.ask_until("HISTORY", {kDied}));
  agent.stop();

  const Ran away = run({"history", "--config", config_of(agent)});
  EXPECT_EQ(away.code, 0);
  EXPECT_THAT(away.out, AllOf(HasSubstr("healthy -> unhealthy"), HasSubstr(name)));
  EXPECT_THAT(away.errors, HasSubstr("the agent does not answer; reading"));
  EXPECT_THAT(run({"incident", name, "--json", "--config", config_of(agent)}).out,
              HasSubstr("\"status_unexpected\""));
  const Ran replayed = run({"replay", "--config", config_of(agent), "--what-if", "fall=90"});
  EXPECT_EQ(replayed.code, 0);
  EXPECT_THAT(replayed.out,
              AllOf(HasSubstr("IsAlive would have been false 0 times instead of 1 time"),
                    HasSubstr("unhealthy, IsAlive false")));
  EXPECT_THAT(run({"replay", "--data", agent.folder().string(), "--json"}).out,
              HasSubstr("IsAlive would have been false 1 time"));

  agent.restart();
  EXPECT_THAT(agent.ask_until("HISTORY shop", {name}), HasSubstr("\"before\":\"healthy\""));
  EXPECT_THAT(agent.ask_until("INCIDENT " + name, {"\"incident\""}),
              HasSubstr("status_unexpected"));
}

TEST(History, ReplayRefusesWhatItCannotMeanAndSaysWhy) {
  const FaultServer server(answers(200));
  RunningAgent agent(kIis, shop(server));
  agent.ask_until("ISALIVE shop", {"verdict=healthy"});
  agent.stop();
  const auto replay = [&agent](const std::string& what_if) {
    return run({"replay", "--data", agent.folder().string(), "--what-if", what_if});
  };
  EXPECT_EQ(replay("fal=3").code, 64);
  EXPECT_THAT(replay("fal=3").errors, HasSubstr("did you mean 'fall'?"));
  EXPECT_EQ(replay("frnt.fall=3").code, 64);
  EXPECT_THAT(replay("frnt.fall=3").errors, HasSubstr("no role has a check 'frnt'"));
  const Ran empty = run({"replay", "--data", (agent.folder() / "nothing").string()});
  EXPECT_EQ(empty.code, 70);
  EXPECT_THAT(empty.errors, HasSubstr("has no journal"));
}

}  // namespace
}  // namespace deepalive::testing
