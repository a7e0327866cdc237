#include "service/http/api_description.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

#include <fstream>
#include <sstream>

#include "core/reason.h"
#include "core/verdict.h"
#include "probes/iis/iis_state.h"
#include "probes/service/service_state.h"
#include "service/history/history.h"
#include "service/http/routes.h"

namespace deepalive::service {
namespace {

using ::testing::Contains;
using ::testing::ElementsAreArray;
using ::testing::UnorderedElementsAreArray;

YAML::Node described() { return YAML::Load(std::string(api_description())); }

std::vector<std::string> words(const YAML::Node& list) {
  std::vector<std::string> words;
  for (const auto& word : list) words.push_back(word.as<std::string>());
  return words;
}

// What a schema's enumeration lists.
std::vector<std::string> listed(const std::string& schema) {
  return words(described()["components"]["schemas"][schema]["enum"]);
}

template <class Enumeration>
std::vector<std::string> names_up_to(Enumeration last) {
  std::vector<std::string> names;
  for (int i = 0; i <= static_cast<int>(last); ++i) {
    names.emplace_back(to_name(static_cast<Enumeration>(i)));
  }
  return names;
}

TEST(ApiDescription, IsTheFileInTheTree) {
  std::stringstream file;
  file << std::ifstream(DEEPALIVE_API_DESCRIPTION, std::ios::binary).rdbuf();
  EXPECT_EQ(api_description(), file.str());
}

TEST(ApiDescription, ListsEveryVerdictReasonOutcomeStateAndKind) {
  std::vector<std::string> reasons;
  for (const auto& reason : all_reasons()) reasons.emplace_back(reason.name);
  EXPECT_THAT(listed("Reason"), ElementsAreArray(reasons));
  EXPECT_THAT(listed("Verdict"), ElementsAreArray(names_up_to(Verdict::standby)));
  EXPECT_THAT(listed("Outcome"), ElementsAreArray(names_up_to(Outcome::indeterminate)));
  EXPECT_THAT(listed("ConditionState"), ElementsAreArray(names_up_to(ConditionState::down)));
  EXPECT_THAT(listed("Kind"), ElementsAreArray(names_up_to(CheckKind::shared_config)));
}

TEST(ApiDescription, ListsEveryStateOfASiteAndAService) {
  for (const auto& name : names_up_to(probes::RunState::unknown)) {
    EXPECT_THAT(listed("RunState"), Contains(name));
  }
  const auto services = words(described()["components"]["schemas"]["Node"]["properties"]["services"]
                                         ["additionalProperties"]["enum"]);
  for (const auto& name : names_up_to(probes::ServicePhase::paused)) {
    EXPECT_THAT(services, Contains(name));
  }
}

TEST(ApiDescription, HasEveryPathOfTheEndpointAndNoOther) {
  std::vector<std::string> paths;
  for (const auto& path : described()["paths"]) {
    const auto text = path.first.as<std::string>();
    paths.push_back(text.substr(0, text.find('{')));
  }
  std::vector<std::string> routes;
  for (const auto path : route_paths()) routes.emplace_back(path);
  EXPECT_THAT(paths, UnorderedElementsAreArray(routes));
}

TEST(ApiDescription, KnowsTheLimitOfTheHistory) {
  const auto parameters = described()["paths"]["/api/v1/history"]["get"]["parameters"];
  for (const auto& parameter : parameters) {
    if (parameter["name"].as<std::string>() != "limit") continue;
    EXPECT_EQ(parameter["schema"]["maximum"].as<std::size_t>(), kMaxShownTransitions);
    return;
  }
  FAIL() << "there is no limit";
}

}  // namespace
}  // namespace deepalive::service
