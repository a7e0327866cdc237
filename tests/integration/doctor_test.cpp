#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "service/commands/exit_codes.h"
#include "tests/integration/running_agent.h"
#include "tests/servers/fault_server.h"
#include "tests/servers/temporary_folder.h"
#include "tests/servers/typed.h"

// `deepalive doctor`, as somebody types it. What only Windows has is not looked at here.
namespace deepalive::testing {
namespace {

using service::kBadCommandLine;
using service::kBadConfiguration;
using service::kUnhealthy;
using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr const char* kIis =
    "services: {W3SVC: running, WAS: running}\n"
    "sites:\n"
    "  Shop: {app_pools: [ShopPool], physical_path: content}\n"
    "  Blog: {app_pools: [BlogPool], physical_path: content}\n"
    "app_pools: {ShopPool: {}, BlogPool: {}}\n";
constexpr const char* kRoles = "roles: {shop: {sites: [Shop]}, blog: {sites: [blog]}}\n";

class Doctor : public ::testing::Test {
 protected:
  // The row of this id; of the named role where it is one of a role.
  static boost::json::object row(const Typed& typed, const std::string& id,
                                 const std::string& role = {}) {
    const auto report = boost::json::parse(typed.out);
    for (const auto& row : report.at("rows").as_array()) {
      if (row.at("id").as_string() != id) continue;
      const auto& of = row.at("role");
      if (role.empty() ? of.is_null() : of.is_string() && of.as_string() == role) {
        return row.as_object();
      }
    }
    ADD_FAILURE() << "no row " << id << " " << role << " in " << typed.out << typed.err;
    return {{"state", ""}, {"found", ""}, {"fix", ""}};
  }
  static std::string state(const Typed& typed, const std::string& id,
                           const std::string& role = {}) {
    return std::string(row(typed, id, role).at("state").as_string());
  }
  static std::string found(const Typed& typed, const std::string& id,
                           const std::string& role = {}) {
    return std::string(row(typed, id, role).at("found").as_string());
  }

  Typed see(const std::vector<std::string>& more = {"--json"}) const {
    std::vector<std::string> line{"doctor", "--config",
                                  (folder_.path() / "deepalive.yaml").string()};
    line.insert(line.end(), more.begin(), more.end());
    return type(std::move(line));
  }
  void configure(const std::string& roles, const std::string& listen = "127.0.0.1:0") const {
    folder_.write("iis.yaml", kIis);
    folder_.write("deepalive.yaml", "agent: {listen: ['" + listen +
                                        "'], data_dir: ., pipe: doctor-" +
                                        folder_.path().filename().string() +
                                        "}\n"
                                        "iis: {provider: simulated, simulated_file: iis.yaml}\n" +
                                        roles);
  }

  TemporaryFolder folder_;
};

TEST_F(Doctor, SeesAnAgentThatRuns) {
  const RunningAgent agent(kIis, kRoles);
  // As the agent's own, but with the port that the system gave it.
  std::ofstream(agent.folder() / "doctor.yaml")
      << "agent: {listen: ['" << agent.address() << "'], data_dir: ., pipe: " << agent.pipes().pipe
      << "}\niis: {provider: simulated, simulated_file: iis.yaml}\n"
      << kRoles;
  const Typed typed =
      type({"doctor", "--config", (agent.folder() / "doctor.yaml").string(), "--json"});
  EXPECT_EQ(state(typed, "pipe"), "ok") << typed.out;
  EXPECT_EQ(state(typed, "endpoint"), "ok") << typed.out;
}

TEST_F(Doctor, MakesARowOfAnAgentThatDoesNotRun) {
  configure(kRoles);
  const Typed typed = see();
  EXPECT_EQ(typed.code, kUnhealthy) << typed.err;
  EXPECT_EQ(state(typed, "pipe"), "fail");
  EXPECT_EQ(state(typed, "configuration"), "ok");
  EXPECT_EQ(state(typed, "endpoint"), "could_not_look");
}

TEST_F(Doctor, AsksTheEndpoint) {
  FaultServer server(answers(200));
  configure(kRoles, "127.0.0.1:" + std::to_string(server.port()));
  EXPECT_EQ(state(see(), "endpoint"), "ok");
  server.behave(answers(404));
  EXPECT_THAT(found(see(), "endpoint"), HasSubstr("answers 404"));
}

TEST_F(Doctor, SeesNamesInAnotherCaseAndContentThatIsMissing) {
  configure(kRoles);
  const Typed typed = see();
  EXPECT_EQ(state(typed, "site", "shop"), "ok");
  EXPECT_EQ(found(typed, "site", "blog"), "'blog' is 'Blog' in IIS");
  EXPECT_EQ(state(typed, "app_pool", "shop"), "ok");
  EXPECT_EQ(state(typed, "content", "shop"), "warning");
  std::filesystem::create_directory(folder_.path() / "content");
  EXPECT_EQ(state(see(), "content", "shop"), "ok");
}

TEST_F(Doctor, SeesTheSharedConfigurationOfASimulatedIis) {
  configure(kRoles);
  EXPECT_EQ(state(see(), "shared_config"), "could_not_look");
  const std::string share = (folder_.path() / "share").string();
  folder_.write("redirection.config",
                "<configuration><configurationRedirection enabled=\"true\" path=\"" + share +
                    "\" /></configuration>");
  EXPECT_EQ(state(see(), "shared_config_share"), "fail");
  folder_.write("redirection.config", "<configuration/>");
  EXPECT_EQ(state(see(), "shared_config"), "fail");
}

TEST_F(Doctor, LooksAtOneRoleWhereItIsNamed) {
  configure(kRoles);
  const Typed typed = see({"shop", "--json"});
  const auto report = boost::json::parse(typed.out);
  for (const auto& row : report.at("rows").as_array()) {
    EXPECT_TRUE(row.at("role").is_null() || row.at("role").as_string() == "shop");
  }
}

TEST_F(Doctor, NamesTheRoleThatWasMeant) {
  configure(kRoles);
  const Typed typed = see({"shap"});
  EXPECT_EQ(typed.code, kBadCommandLine);
  EXPECT_THAT(typed.err, HasSubstr("has no role 'shap'; did you mean 'shop'?"));
}

TEST_F(Doctor, LooksOnWithoutAConfiguration) {
  const Typed typed = see();
  EXPECT_EQ(typed.code, kUnhealthy);
  const auto configuration = row(typed, "configuration");
  EXPECT_EQ(configuration.at("state").as_string(), "fail");
  EXPECT_THAT(std::string(configuration.at("fix").as_string()), HasSubstr("config init"));
  EXPECT_EQ(state(typed, "iis_readable"), "could_not_look");
  EXPECT_EQ(state(typed, "pipe"), "fail");
}

TEST_F(Doctor, LeavesAnIisThatHangsBehind) {
  configure(kRoles);
  folder_.write("iis.yaml", std::string(kIis) + "faults: {hang: 25s}\n");
  const auto begin = std::chrono::steady_clock::now();
  const Typed typed = see();
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(20));
  EXPECT_EQ(found(typed, "iis_readable"), "reading IIS: no answer within 5s");
  EXPECT_EQ(state(typed, "site", "shop"), "could_not_look");
  EXPECT_EQ(state(typed, "content", "shop"), "could_not_look");
  EXPECT_EQ(state(typed, "configuration"), "ok");
}

TEST_F(Doctor, EndsWith78OnABadConfiguration) {
  folder_.write("deepalive.yaml", "rolez: {}\n");
  const Typed typed = see();
  EXPECT_EQ(typed.code, kBadConfiguration);
  EXPECT_THAT(typed.err, HasSubstr("did you mean 'roles'?"));
}

TEST_F(Doctor, IsATableForPeople) {
  configure(kRoles);
  const Typed typed = see({});
  EXPECT_THAT(typed.out, StartsWith("Node "));
  EXPECT_THAT(typed.out, HasSubstr("\nRole shop\n  STATE           REQUIREMENT"));
  EXPECT_THAT(typed.out, HasSubstr("\nWhat to do\n  1. "));
}

}  // namespace
}  // namespace deepalive::testing
