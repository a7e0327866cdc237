#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "config/generate/config_text.h"
#include "probes/iis/simulated_sites.h"
#include "tests/integration/running_agent.h"
#include "tests/servers/fault_server.h"
#include "tests/servers/temporary_folder.h"

// A configuration that was generated from IIS, through the whole agent.
namespace deepalive::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

TEST(GeneratedConfiguration, RunsAsItIsAndTellsAMissingPageFromAServerError) {
  FaultServer server(answers(404));
  const std::string iis =
      "sites: {My Shop: {bindings: ['http/127.0.0.1:" + std::to_string(server.port()) +
      ":shop.example.com']}}";
  const TemporaryFolder folder;
  folder.write("iis.yaml", iis);
  const auto sites = probes::simulated_sites((folder.path() / "iis.yaml").string());
  ASSERT_TRUE(sites) << sites.error().where;
  const auto generated = config::config_text({*sites, false, ""});
  const RunningAgent agent(
      iis, "defaults: {interval: 100ms, fast_interval: 20ms, fall: 2}\n" + generated.text);
  EXPECT_THAT(agent.ask_until("ISALIVE my-shop", {"verdict=healthy"}),
              StartsWith("ALIVE verdict=healthy"));
  EXPECT_EQ(server.requests().at(0).header("Host"),
            "shop.example.com:" + std::to_string(server.port()));
  server.behave(answers(500));
  EXPECT_THAT(agent.ask_until("ISALIVE my-shop", {"DEAD"}),
              AllOf(StartsWith("DEAD verdict=unhealthy"), HasSubstr("reason=status_unexpected")));
}

}  // namespace
}  // namespace deepalive::testing
