#include "service/commands/config_json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "service/commands/exit_codes.h"
#include "tests/servers/temporary_folder.h"
#include "tests/servers/typed.h"

namespace deepalive::service {
namespace {

using ::testing::HasSubstr;
using testing::type;
using testing::Typed;

TEST(JsonOfYaml, KeepsTypesAndOrder) {
  EXPECT_EQ(json_of_yaml("b: 1\na: '1'\nflag: true\nnone: ~\nlist: [x, 5s]\n"),
            R"({"b":1,"a":"1","flag":true,"none":null,"list":["x","5s"]})");
}

TEST(ConfigCheckJson, TellsEachProblemWithItsPlace) {
  testing::TemporaryFolder folder;
  folder.write("bad.yaml", "roles:\n  shop:\n    stites: [Shop]\n");
  const std::string file = (folder.path() / "bad.yaml").string();
  const Typed outcome = type({"config", "check", file, "--json"});
  EXPECT_EQ(outcome.code, kBadConfiguration);
  EXPECT_EQ(outcome.err, "") << "it is all in the JSON";
  const auto report = boost::json::parse(outcome.out).as_object();
  EXPECT_FALSE(report.at("ok").as_bool());
  const auto& problem = report.at("problems").as_array().at(0).as_object();
  EXPECT_EQ(problem.at("severity").as_string(), "error");
  EXPECT_EQ(problem.at("file").as_string(), file.c_str());
  EXPECT_EQ(problem.at("line").to_number<int>(), 3);
  EXPECT_EQ(problem.at("column").to_number<int>(), 5);
  EXPECT_THAT(std::string(problem.at("text").as_string()), HasSubstr("did you mean 'sites'?"));
}

TEST(ConfigShowJson, IsTheConfigurationAsItTakesEffect) {
  testing::TemporaryFolder folder;
  folder.write("good.yaml",
               "agent: {data_dir: .}\niis: {provider: simulated, simulated_file: iis.yaml}\n"
               "roles: {shop: {sites: [Shop], grace: 45s}}\n");
  const std::string file = (folder.path() / "good.yaml").string();
  const Typed outcome = type({"config", "show", file, "--json"});
  ASSERT_EQ(outcome.code, kOk) << outcome.err;
  const auto shop = boost::json::parse(outcome.out).at("roles").at("shop").as_object();
  EXPECT_EQ(shop.at("grace").as_string(), "45s");
  EXPECT_EQ(shop.at("sites").as_array().at(0).as_string(), "Shop");
  EXPECT_TRUE(shop.at("failure_condition_level").is_int64());
  const Typed checked = type({"config", "check", file, "--json"});
  EXPECT_EQ(checked.code, kOk);
  EXPECT_EQ(boost::json::parse(checked.out).at("roles").to_number<int>(), 1);
}

TEST(Json, SaysNothingOnStandardOutputWhenACommandFails) {
  const std::string pipe = "/nonexistent/deepalive-no-such.sock";
  for (const std::vector<std::string>& line : std::vector<std::vector<std::string>>{
           {"status", "--json"},
           {"ask", "isalive", "shop", "--json"},
           {"history", "--json"},
           {"incident", "x", "--json"},
           {"maintenance", "list", "--json"},
           {"maintenance", "end", "shop", "--json"},
           {"role", "offline", "shop", "--json", "--timeout", "1s"}}) {
    auto words = line;
    words.insert(words.end(), {"--pipe", pipe});
    const Typed outcome = type(words);
    EXPECT_EQ(outcome.code, kAgentUnreachable) << line.front();
    EXPECT_EQ(outcome.out, "") << line.front();
    EXPECT_THAT(outcome.err, HasSubstr("deepalive: ")) << line.front();
  }
}

TEST(Json, TellsTheVersion) {
  const auto version = boost::json::parse(type({"version", "--json"}).out).as_object();
  EXPECT_FALSE(version.at("version").as_string().empty());
  EXPECT_TRUE(version.contains("revision") && version.contains("compiler"));
}

}  // namespace
}  // namespace deepalive::service
