#include <gmock/gmock.h>
#include <gtest/gtest.h>

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

// One role, looked at ten times a second.
std::string shop(const FaultServer& server, const std::string& role_keys = "") {
  return "defaults: {interval: 100ms, fast_interval: 20ms, timeout: 500ms, fall: 3, rise: 2}\n"
         "roles:\n"
         "  shop:\n"
         "    placement: always\n"
         "    sites: [Shop]\n"
         "    grace: 2s\n"
         "    stale_after: 3s\n" +
         role_keys +
         "    checks:\n"
         "      - name: front\n"
         "        http: {url: \"" +
         server.url("/health") + "\"}\n";
}

TEST(Agent, CallsASiteHealthyWhoseFlagsAndProbeAreGood) {
  const FaultServer server(answers(200));
  const RunningAgent agent(kIis, shop(server));
  EXPECT_THAT(agent.ask_until("ISALIVE shop", {"verdict=healthy"}),
              AllOf(StartsWith("ALIVE "), HasSubstr("role=shop"), HasSubstr("reason=ok")));
  EXPECT_THAT(agent.ask("looksalive shop"), StartsWith("ALIVE "));
}

TEST(Agent, CallsASiteDeadThatAnswers500AlthoughEveryFlagIsGreen) {
  FaultServer server(answers(200));
  const RunningAgent agent(kIis, shop(server));
  agent.ask_until("ISALIVE shop", {"verdict=healthy"});
  server.behave(answers(500));
  EXPECT_THAT(agent.ask_until("ISALIVE shop", {"DEAD"}),
              AllOf(StartsWith("DEAD verdict=unhealthy"), HasSubstr("reason=status_unexpected"),
                    HasSubstr("front: status 500")));
  EXPECT_THAT(agent.ask("LOOKSALIVE shop"), StartsWith("DEAD "));
  EXPECT_THAT(agent.read_answer("shop", service::Question::is_alive), StartsWith("DEAD "));
  server.behave(answers(200));
  EXPECT_THAT(agent.ask_until("ISALIVE shop", {"verdict=healthy"}), StartsWith("ALIVE "));
}

TEST(Agent, BlamesTheStoppedSiteAndNotTheProbeThatFailsBecauseOfIt) {
  FaultServer server(answers(200));
  RunningAgent agent(kIis, shop(server));
  agent.ask_until("ISALIVE shop", {"verdict=healthy"});
  server.behave({.steps = {step::Reset{}}});
  agent.set_iis(
      "sites: {Shop: {id: 1, state: stopped, app_pools: [ShopPool]}}\n"
      "app_pools: {ShopPool: {state: started}}\n");
  const std::string answer =
      agent.ask_until("ISALIVE shop", {"DEAD verdict=unhealthy", "reason=site_not_started"});
  EXPECT_THAT(answer,
              AllOf(StartsWith("DEAD verdict=unhealthy"), HasSubstr("reason=site_not_started")));
}

TEST(Agent, SaysDegradedAndAliveWhileIisHangsAndTheProbePasses) {
  const FaultServer server(answers(200));
  RunningAgent agent(kIis, shop(server));
  agent.ask_until("ISALIVE shop", {"verdict=healthy"});
  agent.set_iis(std::string(kIis) + "faults: {hang: 60s}\n");
  EXPECT_THAT(agent.ask_until("ISALIVE shop", {"verdict=degraded"}), StartsWith("ALIVE "));
}

TEST(Agent, AnswersWithinItsTimeWhileIisHangs) {
  const FaultServer server(answers(200));
  const RunningAgent agent(std::string(kIis) + "faults: {hang: 60s}\n", shop(server));
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_THAT(agent.ask("ISALIVE shop"), StartsWith("ALIVE verdict=initializing"));
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(1));
}

TEST(Agent, HasTheSeriesOfWhatItWatchesBeforeIisWasEverRead) {
  const FaultServer server(answers(200));
  const RunningAgent agent(std::string(kIis) + "faults: {hang: 60s}\n", shop(server));
  EXPECT_THAT(agent.get("/metrics"),
              AllOf(HasSubstr("deepalive_iis_site_state{site=\"Shop\",state=\"started\"} 0\n"),
                    HasSubstr("deepalive_service_state{service_name=\"WAS\",state=\"running\"} "),
                    HasSubstr("\ndeepalive_config_last_reload_successful 1\n")));
}

TEST(Agent, ShowsACheckUnderBlackboxExportersNames) {
  const FaultServer server(answers(200));
  const RunningAgent agent(kIis, shop(server));
  EXPECT_THAT(agent.get_until("/probe?target=shop%2Ffront", {"\nprobe_success 1\n"}),
              AllOf(StartsWith("HTTP/1.1 200"), HasSubstr("\nprobe_http_status_code 200\n")));
  EXPECT_THAT(agent.get("/probe?target=fronn"),
              AllOf(StartsWith("HTTP/1.1 404"), HasSubstr("did you mean 'front'?")));
}

TEST(Agent, AnswersBadLinesWithErrorsAndGoesOn) {
  const FaultServer server(answers(200));
  const RunningAgent agent(kIis, shop(server));
  EXPECT_THAT(agent.ask("ISALIVE nobody"), StartsWith("ERROR unknown-role"));
  EXPECT_THAT(agent.ask("ISALIVE"), StartsWith("ERROR role-missing"));
  EXPECT_THAT(agent.ask("DANCE"), StartsWith("ERROR unknown-verb"));
  EXPECT_THAT(agent.ask("ISALIVE a/b"), StartsWith("ERROR bad-role-name"));
  EXPECT_THAT(agent.ask("PING"), StartsWith("DONE"));
}

TEST(Agent, ShowsTheSameVerdictByHttp) {
  FaultServer server(answers(200));
  const RunningAgent agent(kIis, shop(server));
  agent.ask_until("ISALIVE shop", {"verdict=healthy"});
  EXPECT_THAT(agent.get("/health/shop"),
              AllOf(StartsWith("HTTP/1.1 200"), HasSubstr("\r\n\r\nALIVE ")));
  EXPECT_THAT(agent.get("/-/ready"), StartsWith("HTTP/1.1 200"));
  EXPECT_THAT(agent.get("/api/v1/status"), HasSubstr("\"verdict\":\"healthy\""));
  EXPECT_THAT(agent.get("/?role=shop"), HasSubstr("<title>shop is healthy · "));
  server.behave(answers(503));
  agent.ask_until("ISALIVE shop", {"DEAD"});
  EXPECT_THAT(agent.get("/health/shop"),
              AllOf(StartsWith("HTTP/1.1 503"), HasSubstr("\r\n\r\nDEAD ")));
  EXPECT_THAT(agent.get("/metrics"),
              AllOf(HasSubstr("deepalive_role_alive{role=\"shop\",question=\"is_alive\"} 0\n"),
                    HasSubstr("deepalive_role_verdict{role=\"shop\",verdict=\"unhealthy\"} 1\n"),
                    HasSubstr("deepalive_iis_site_state{site=\"Shop\",state=\"started\"} 1\n"),
                    HasSubstr("deepalive_http_status_code{role=\"shop\",check=\"front\"} 503\n")));
}

TEST(Agent, AnswersBadHttpRequestsWithErrorsAndGoesOn) {
  const FaultServer server(answers(200));
  const RunningAgent agent(kIis, shop(server));
  EXPECT_THAT(agent.get("/health/nobody"),
              AllOf(StartsWith("HTTP/1.1 404"), HasSubstr("roles are: shop")));
  EXPECT_THAT(agent.get("/metric"), AllOf(StartsWith("HTTP/1.1 404"), HasSubstr("/metrics")));
  EXPECT_THAT(agent.get("/health/shop?level=deep"), StartsWith("HTTP/1.1 400"));
  EXPECT_THAT(agent.exchange("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n"),
              AllOf(StartsWith("HTTP/1.1 405"), HasSubstr("Allow: GET, HEAD")));
  EXPECT_THAT(agent.exchange("GET / HTTP/1.1\r\nX: " + std::string(20'000, 'a') + "\r\n\r\n"),
              StartsWith("HTTP/1.1 431"));
  EXPECT_THAT(agent.exchange("\x16\x03\x01 nonsense\r\n\r\n"), StartsWith("HTTP/1.1 400"));
  EXPECT_THAT(
      agent.exchange("HEAD /-/healthy HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"),
      AllOf(StartsWith("HTTP/1.1 200"), Not(HasSubstr("healthy\n"))));
  EXPECT_THAT(agent.get("/-/healthy"), StartsWith("HTTP/1.1 200"));
}

}  // namespace
}  // namespace deepalive::testing
