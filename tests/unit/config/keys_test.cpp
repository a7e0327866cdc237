#include "config/keys/key.h"

#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>

#include "config/schema/reference.h"
#include "config/schema/schema.h"
#include "config/show.h"
#include "tests/unit/config/loading.h"

namespace deepalive::config {
namespace {

// What takes effect where a file says as little as it can, by section.
std::map<Scope, YAML::Node> effective_defaults() {
  const Loaded loaded = load_text(R"(
roles:
  r:
    services: []
    checks:
      - {name: page, http: {url: 'http://a/'}}
      - {name: workers, worker_process: {app_pool: P}}
      - {name: shared, shared_config: }
      - {name: other, http: {url: 'http://a/'}}
    groups:
      - {name: g, members: [page, other]}
  plain: {sites: [S]}
)");
  EXPECT_TRUE(loaded.spec) << format_problems(loaded.problems, "FILE");
  if (!loaded.spec) return {};
  const YAML::Node all = YAML::Load(show(*loaded.spec, loaded.as_written));
  const YAML::Node role = all["roles"]["r"];
  const YAML::Node page = role["checks"][0];
  std::map<Scope, YAML::Node> sections;
  sections[Scope::agent] = all["agent"];
  sections[Scope::log] = all["agent"]["log"];
  sections[Scope::journal] = all["agent"]["journal"];
  sections[Scope::iis] = all["iis"];
  sections[Scope::defaults] = page;
  sections[Scope::role] = all["roles"]["plain"];
  sections[Scope::http] = page["http"];
  sections[Scope::expect] = page["http"]["expect"];
  sections[Scope::tls] = page["http"]["tls"];
  sections[Scope::worker_process] = role["checks"][1]["worker_process"];
  sections[Scope::shared_config] = role["checks"][2]["shared_config"];
  sections[Scope::group] = role["groups"][0];
  return sections;
}

std::string in_one_line(const YAML::Node& node) {
  if (!node.IsSequence()) return node.as<std::string>();
  std::string text;
  for (const YAML::Node& item : node) text += item.as<std::string>() + ",";
  return text;
}

// Keys whose default show() does not tell, or tells otherwise, with what it tells.
const std::map<std::string, std::string> kShownOtherwise = {
    {"agent.agent_check", ""},  // none
    {"agent.data_dir", in_config_folder("data")},
    {"log.file", in_config_folder("logs/deepalive.log")},
    {"group.require", "2"},  // all
    {"role.sites", "S,"},    // without any there would be nothing to look at
    {"auth.negotiate", ""},  // no auth at all
};

TEST(Keys, HaveTheDefaultsThatTakeEffect) {
  const auto effective = effective_defaults();
  int compared = 0;
  for (const Section& section : sections()) {
    if (section.document != Document::configuration) continue;
    for (const Key* key : keys_of(section.scope)) {
      if (key->fallback.empty()) continue;
      const std::string name = std::string(section.name) + "." + std::string(key->name);
      const auto otherwise = kShownOtherwise.find(name);
      if (otherwise != kShownOtherwise.end() && otherwise->second.empty()) continue;
      const auto shown = effective.find(section.scope);
      ASSERT_NE(shown, effective.end()) << name << " has a default: say here where it shows";
      const YAML::Node value = shown->second[std::string(key->name)];
      ASSERT_TRUE(value.IsDefined()) << name << " has a default, and show() has no such key";
      EXPECT_EQ(in_one_line(value), otherwise != kShownOtherwise.end()
                                        ? otherwise->second
                                        : in_one_line(YAML::Load(std::string(key->fallback))))
          << name;
      ++compared;
    }
  }
  EXPECT_GT(compared, 30);
  EXPECT_EQ(HttpAuth{}.scheme, HttpAuth::Scheme::none);
  EXPECT_TRUE(AgentSpec{}.agent_check.empty());
}

// The other way round: what takes effect without being written is told.
TEST(Keys, ThatHaveAnEffectWithoutBeingWrittenTellTheirDefault) {
  // Those of a check come from defaults, or from its kind.
  for (const auto& [scope, node] : effective_defaults()) {
    for (const auto& entry : node) {
      const auto name = entry.first.as<std::string>();
      const Key* const key = find_key(scope, name);
      if (key == nullptr || key->required || !key->refusal.empty()) continue;
      if (!entry.second.IsScalar()) continue;
      if (entry.second.as<std::string>().empty()) continue;
      EXPECT_NE(key->fallback, "") << section_of(scope).name << "." << name;
    }
  }
}

TEST(Keys, EachSectionIsToldOfOnceAndHasKeys) {
  std::set<Scope> scopes;
  std::set<std::string_view> names;
  for (const Section& section : sections()) {
    EXPECT_TRUE(scopes.insert(section.scope).second) << section.name;
    EXPECT_TRUE(names.insert(section.name).second) << section.name;
    if (section.scope == Scope::content_path) continue;  // {}
    EXPECT_FALSE(keys_of(section.scope).empty()) << section.name;
  }
  // As many as Scope has; the last one is this.
  EXPECT_EQ(scopes.size(), static_cast<std::size_t>(Scope::web_rate_limit) + 1);
}

TEST(Keys, StandInTheirSectionOnce) {
  for (const Section& section : sections()) {
    std::set<std::string_view> names;
    for (const Key* key : keys_of(section.scope)) {
      EXPECT_TRUE(names.insert(key->name).second) << section.name << "." << key->name;
      EXPECT_TRUE(key->text.ends_with('.')) << key->name << ": a sentence: " << key->text;
    }
  }
}

std::string bytes_of(const std::string& file) {
  std::stringstream text;
  text << std::ifstream(file, std::ios::binary).rdbuf();
  return text.str();
}

TEST(Schema, StandsBesideTheSampleAsItIsMade) {
  EXPECT_EQ(bytes_of(DEEPALIVE_SCHEMA), json_schema(Document::configuration))
      << "make it anew: deepalive config schema --out config/deepalive.schema.json";
  EXPECT_EQ(bytes_of(DEEPALIVE_WEB_SCHEMA), json_schema(Document::web))
      << "make it anew: deepalive config schema web --out config/web.schema.json";
}

TEST(Reference, StandsInTheDocumentationAsItIsMade) {
  EXPECT_EQ(bytes_of(DEEPALIVE_CONFIGURATION_PAGE), reference())
      << "make it anew: deepalive config reference --out docs/configuration.md";
}

TEST(Sample, NamesItsSchemaInTheFirstLine) {
  EXPECT_TRUE(bytes_of(DEEPALIVE_SAMPLE).starts_with(modeline(kSchemaFile)));
  EXPECT_TRUE(bytes_of(DEEPALIVE_WEB_SAMPLE).starts_with(modeline(kWebSchemaFile)));
}

}  // namespace
}  // namespace deepalive::config
