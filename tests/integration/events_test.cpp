#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/json.hpp>
#include <chrono>
#include <fstream>
#include <string>
#include <vector>

#include "service/process/process_info.h"
#include "tests/integration/running_agent.h"
#include "tests/servers/fault_server.h"

// What the agent's life leaves behind as events.
namespace deepalive::testing {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

// "202 shop", an event a line; those of other things without a name behind them.
std::vector<std::string> events_in(const std::filesystem::path& file) {
  std::ifstream stream(file);
  std::vector<std::string> events;
  for (std::string line; std::getline(stream, line);) {
    if (stream.eof()) break;  // half a line, of an agent that is at it
    const auto json = boost::json::parse(line).as_object();
    std::string event = std::to_string(json.at("id").as_int64());
    if (json.contains("role")) event += " " + std::string(json.at("role").as_string());
    events.push_back(std::move(event));
  }
  return events;
}

// Reads it again and again until there is such an event, or for ten seconds.
std::vector<std::string> events_until(const std::filesystem::path& file, const std::string& event) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  std::vector<std::string> events;
  do {
    events = events_in(file);
  } while (std::ranges::find(events, event) == events.end() &&
           std::chrono::steady_clock::now() < deadline);
  return events;
}

std::string last_message(const std::filesystem::path& file, int id) {
  std::ifstream stream(file);
  std::string message;
  for (std::string line; std::getline(stream, line);) {
    const auto json = boost::json::parse(line).as_object();
    if (json.at("id") == id) message = json.at("message").as_string();
  }
  return message;
}

constexpr const char* kIis =
    "sites:\n  Shop: {id: 1, state: started, app_pools: [ShopPool]}\n"
    "app_pools:\n  ShopPool: {state: started, worker_processes: [1]}\n";

std::string shop(const FaultServer& server) {
  return "defaults: {interval: 50ms, fast_interval: 20ms, timeout: 500ms, fall: 3, rise: 2}\n"
         "roles:\n"
         "  shop:\n"
         "    sites: [Shop]\n"
         "    grace: 30s\n"
         "    checks:\n"
         "      - name: front\n"
         "        http: {url: \"" +
         server.url("/health") + "\"}\n";
}

TEST(Events, TellTheStoryOfARoleInItsOrder) {
  FaultServer server(answers(200));
  RunningAgent agent(kIis, shop(server));
  EXPECT_THAT(agent.ask_until("ISALIVE shop", {"verdict=healthy"}), StartsWith("ALIVE"));
  server.behave(answers(500));
  EXPECT_THAT(agent.ask_until("ISALIVE shop", {"verdict=unhealthy"}), StartsWith("DEAD"));
  server.behave(answers(200));
  EXPECT_THAT(agent.ask_until("ISALIVE shop", {"verdict=healthy"}), StartsWith("ALIVE"));
  EXPECT_THAT(agent.ask("MAINTENANCE shop 600 new disks"), StartsWith("DONE"));
  EXPECT_THAT(agent.ask("MAINTENANCE shop end"), StartsWith("DONE"));
  EXPECT_THAT(agent.ask_until("ISALIVE shop", {"verdict=healthy"}), StartsWith("ALIVE"));
  agent.stop();
  EXPECT_THAT(events_in(agent.events_file()),
              ElementsAre("100", "200 shop", "202 shop", "200 shop", "204 shop", "205 shop",
                          "200 shop", "101"));
  EXPECT_THAT(last_message(agent.events_file(), 202),
              AllOf(HasSubstr("Reason status_unexpected, check front. "), HasSubstr("500"),
                    HasSubstr("IsAlive is answered dead"), HasSubstr("-shop.")));
  EXPECT_THAT(last_message(agent.events_file(), 204), HasSubstr("new disks"));
  EXPECT_THAT(last_message(agent.events_file(), 205), HasSubstr("on request"));
  EXPECT_THAT(last_message(agent.events_file(), 100), HasSubstr("1 roles, IIS by simulation"));
}

TEST(Events, TellOfIisThatCannotBeReadOnceAnOutage) {
  FaultServer server(answers(200));
  RunningAgent agent(kIis, shop(server));
  EXPECT_THAT(agent.ask_until("ISALIVE shop", {"verdict=healthy"}), StartsWith("ALIVE"));
  agent.set_iis("faults: {error: \"0x80070005\"}\n" + std::string(kIis));
  EXPECT_THAT(events_until(agent.events_file(), "301"), Contains("301"));
  agent.set_iis(kIis);
  EXPECT_THAT(events_until(agent.events_file(), "302"), Contains("302"));
  agent.stop();
  EXPECT_THAT(events_in(agent.events_file()), ElementsAre("100", "200 shop", "301", "302", "101"));
  EXPECT_THAT(last_message(agent.events_file(), 301),
              HasSubstr("IIS could not be read, reason iis_access_denied"));
}

#ifndef _WIN32
// On Windows a name that is taken is tested without the agent: Wine keeps it for nobody.
TEST(Events, TellOfATakenPipeOnceAndThatItIsHadAfterAll) {
  FaultServer server(answers(200));
  RunningAgent agent(kIis, shop(server));
  const std::string pipe = "test-" + agent.folder().filename().string() + ".shop.isalive.sock";
  boost::asio::io_context context;
  boost::asio::local::stream_protocol::acceptor squatter(context);
  agent.restart([&] {
    std::filesystem::remove(agent.events_file());
    squatter.open({});
    squatter.bind((agent.folder() / pipe).string());
    squatter.listen();
  });
  EXPECT_THAT(events_until(agent.events_file(), "310"), Contains("310"));
  squatter.close();
  EXPECT_THAT(events_until(agent.events_file(), "311"), Contains("311"));
  agent.stop();
  const auto events = events_in(agent.events_file());
  EXPECT_EQ(std::ranges::count(events, "310"), 1);
  EXPECT_EQ(std::ranges::count(events, "311"), 1);
  EXPECT_THAT(last_message(agent.events_file(), 310),
              AllOf(HasSubstr(pipe), HasSubstr("another process listens there (process " +
                                               std::to_string(service::process_id()) + ")")));
}
#endif

}  // namespace
}  // namespace deepalive::testing
