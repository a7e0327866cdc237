#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <optional>

#include "tests/integration/running_agent.h"
#include "tests/servers/fault_server.h"
#include "tests/servers/temporary_folder.h"

// Each kind of check that a configuration can add, through the whole agent.
namespace deepalive::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr const char* kIis = R"(
sites: {Shop: {app_pools: [ShopPool]}}
app_pools: {ShopPool: {worker_processes: [4242]}}
)";

// A role with this one check beside those of IIS, looked at ten times a second.
std::string with_check(const std::string& check) {
  return "defaults: {interval: 100ms, fast_interval: 20ms, timeout: 5s, fall: 2, rise: 2}\n"
         "roles:\n"
         "  shop:\n"
         "    placement: always\n"
         "    sites: [Shop]\n"
         "    failure_condition_level: 5\n"
         "    checks:\n"
         "      - {name: extra, " +
         check + "}\n";
}

std::string in_yaml(const std::filesystem::path& path) { return "'" + path.string() + "'"; }

TEST(Checks, APortThatNobodyListensOnAnyMoreMakesTheRoleDead) {
  std::optional<FaultServer> server(answers(200));
  const RunningAgent agent(
      kIis, with_check("tcp: {address: '127.0.0.1:" + std::to_string(server->port()) + "'}"));
  agent.ask_until("ISALIVE shop", {"verdict=healthy"});
  server.reset();
  EXPECT_THAT(agent.ask_until("ISALIVE shop", {"DEAD"}),
              AllOf(StartsWith("DEAD verdict=unhealthy"), HasSubstr("reason=connect_refused")));
  EXPECT_THAT(agent.get("/metrics"),
              HasSubstr("deepalive_check_up{role=\"shop\",check=\"extra\",kind=\"tcp\"} 0\n"));
  EXPECT_THAT(agent.get("/api/v1/status"), HasSubstr("\"kind\":\"tcp\""));
}

TEST(Checks, ACommandDecidesByItsExitCode) {
  const TemporaryFolder folder;
  const std::string flag = (folder.path() / "flag").string();
#ifdef _WIN32
  const std::string run = "['C:\\windows\\system32\\cmd.exe', /c, 'if exist " + flag + " exit 2']";
#else
  const std::string run = "[/bin/sh, -c, 'if test -e " + flag + "; then exit 2; fi']";
#endif
  const RunningAgent agent(kIis, with_check("command: {run: " + run + "}"));
  agent.ask_until("ISALIVE shop", {"verdict=healthy"});
  folder.write("flag", "");
  EXPECT_THAT(agent.ask_until("ISALIVE shop", {"DEAD"}),
              AllOf(StartsWith("DEAD verdict=unhealthy"), HasSubstr("reason=command_failed"),
                    HasSubstr("exit code 2")));
}

TEST(Checks, WorkerProcessesThatCrashAgainAndAgainMakeTheRoleDead) {
  RunningAgent agent(kIis, with_check("worker_process: {app_pool: ShopPool, crashes: 0}"));
  agent.ask_until("ISALIVE shop", {"verdict=healthy"});
  agent.set_iis(
      "sites: {Shop: {app_pools: [ShopPool]}}\n"
      "app_pools: {ShopPool: {worker_processes: [4243]}}\n");
  EXPECT_THAT(agent.ask_until("ISALIVE shop", {"DEAD"}),
              AllOf(StartsWith("DEAD verdict=unhealthy"), HasSubstr("reason=crash_loop")));
}

TEST(Checks, ALongRequestQueueMakesTheRoleDead) {
  RunningAgent agent(kIis, with_check("request_queue: {app_pool: ShopPool, fail: 10}"));
  agent.ask_until("ISALIVE shop", {"verdict=healthy"});
  agent.set_iis(
      "sites: {Shop: {app_pools: [ShopPool]}}\n"
      "app_pools: {ShopPool: {request_queue: 12}}\n");
  EXPECT_THAT(agent.ask_until("ISALIVE shop", {"DEAD"}),
              AllOf(StartsWith("DEAD verdict=unhealthy"), HasSubstr("reason=queue_long"),
                    HasSubstr("12 requests wait")));
}

TEST(Checks, ContentThatIsGoneMakesTheRoleDead) {
  const TemporaryFolder folder;
  const auto content = folder.path() / "shop";
  std::filesystem::create_directory(content);
  const RunningAgent agent("sites: {Shop: {physical_path: " + in_yaml(content) + "}}\n",
                           with_check("content_path: {}"));
  agent.ask_until("ISALIVE shop", {"verdict=healthy"});
  std::filesystem::remove(content);
  EXPECT_THAT(agent.ask_until("ISALIVE shop", {"DEAD"}),
              AllOf(StartsWith("DEAD verdict=unhealthy"), HasSubstr("reason=path_missing")));
  std::filesystem::create_directory(content);
  EXPECT_THAT(agent.ask_until("ISALIVE shop", {"verdict=healthy"}), StartsWith("ALIVE "));
}

TEST(Checks, ASharedConfigurationThatIsGoneDegradesTheRoleAndFailsNothingOver) {
  const TemporaryFolder share;
  share.write("applicationHost.config",
              "<configuration><system.applicationHost><sites/></system.applicationHost>"
              "</configuration>");
  const RunningAgent agent(kIis, with_check("shared_config: {}"));
  // Beside iis.yaml is where the simulated IIS has its configuration.
  std::ofstream(agent.folder() / "redirection.config")
      << "<configuration><configurationRedirection enabled=\"true\" path=\""
      << share.path().string() << "\" /></configuration>";
  agent.ask_until("ISALIVE shop", {"verdict=healthy"});
  std::filesystem::remove(share.path() / "applicationHost.config");
  EXPECT_THAT(agent.ask_until("ISALIVE shop", {"verdict=degraded"}),
              AllOf(StartsWith("ALIVE "), HasSubstr("reason=shared_config_unreadable")));
}

TEST(Checks, OnStandbyNobodyLooksForWorkerProcessesOrContent) {
  const RunningAgent agent(
      "sites: {Shop: {physical_path: /nowhere/at/all}}\n"
      "app_pools: {ShopPool: {start_mode: AlwaysRunning}}\n",
      "defaults: {interval: 100ms, fast_interval: 20ms, fall: 2, rise: 1}\n"
      "roles:\n"
      "  shop:\n"
      "    sites: [Shop]\n"
      "    checks:\n"
      "      - {name: content, content_path: {}}\n"
      "      - {name: workers, worker_process: {app_pool: ShopPool}}\n");
  agent.ask_until("ISALIVE shop", {"reason=path_missing"});
  agent.converse("OFFLINE shop 9", "DONE");
  EXPECT_THAT(agent.ask_until("ISALIVE shop", {"verdict=standby", "reason=ok"}),
              AllOf(HasSubstr("verdict=standby"), HasSubstr("reason=ok")));
}

}  // namespace
}  // namespace deepalive::testing
