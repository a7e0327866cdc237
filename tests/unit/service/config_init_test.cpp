#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "config/load.h"
#include "service/commands/exit_codes.h"
#include "tests/servers/temporary_folder.h"
#include "tests/servers/typed.h"

namespace deepalive::service {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;
using testing::type;
using testing::Typed;

constexpr const char* kIis = R"(
sites:
  Default Web Site: {bindings: ["http/*:80:www.example.com", "https/*:443:", "net.pipe/*"]}
  Intranet: {bindings: ["http/*:80:intranet"]}
  Files: {bindings: ["ftp/*:21:"]}
  Old: {auto_start: false, state: stopped}
)";

class ConfigInit : public ::testing::Test {
 protected:
  ConfigInit() { folder_.write("iis.yaml", kIis); }

  std::string path(const std::string& name) const { return (folder_.path() / name).string(); }

  // With the simulated IIS, into deepalive.yaml.
  Typed init(const std::vector<std::string>& more = {}) const {
    std::vector<std::string> line = {"config",         "init",  "--simulated",
                                     path("iis.yaml"), "--out", path("deepalive.yaml")};
    line.insert(line.end(), more.begin(), more.end());
    return type(std::move(line));
  }

  std::string text_of(const std::string& name) const {
    std::ifstream file(path(name), std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  testing::TemporaryFolder folder_;
};

TEST_F(ConfigInit, WritesAConfigurationThatIsRightAndSaysWhatIsInIt) {
  const Typed outcome = init();
  EXPECT_EQ(outcome.code, kOk) << outcome.err;
  EXPECT_THAT(outcome.out,
              StartsWith(path("deepalive.yaml") + ": written, 2 roles with 3 HTTP checks\n"));
  EXPECT_THAT(outcome.out, HasSubstr("default-web-site  Default Web Site  "
                                     "http-www-example-com, https-443\n"));
  EXPECT_THAT(outcome.out, HasSubstr("  Files: has no http or https binding, only ftp/*:21:\n"));
  EXPECT_THAT(outcome.out, HasSubstr("  Default Web Site: net.pipe/*: a pipe of this machine"));
  EXPECT_THAT(outcome.out, HasSubstr("  Old: stopped, and set not to start by itself; --site"));
  EXPECT_THAT(outcome.out, HasSubstr("deepalive config check --config "));

  const auto loaded = config::load_file(folder_.path() / "deepalive.yaml");
  ASSERT_TRUE(loaded.spec);
  EXPECT_THAT(loaded.problems, IsEmpty());
  EXPECT_EQ(loaded.spec->iis.provider, IisProvider::simulated);
  EXPECT_EQ(loaded.spec->iis.simulated_file, path("iis.yaml"));
  EXPECT_THAT(text_of("deepalive.yaml"), HasSubstr("simulated_file: iis.yaml\n"));
  EXPECT_EQ(type({"config", "check", path("deepalive.yaml")}).code, kOk);
}

TEST_F(ConfigInit, WritesTheSchemaForEditorsBesideIt) {
  ASSERT_EQ(init().code, kOk);
  EXPECT_THAT(text_of("deepalive.yaml"),
              StartsWith("# yaml-language-server: $schema=deepalive.schema.json\n"));
  EXPECT_EQ(text_of("deepalive.schema.json"), type({"config", "schema"}).out);
}

TEST_F(ConfigInit, PrintsWithTheRestBesideIt) {
  const Typed outcome = type({"config", "init", "--simulated", path("iis.yaml"), "--out", "-"});
  EXPECT_EQ(outcome.code, kOk);
  EXPECT_THAT(outcome.out, StartsWith("# DeepAlive: configuration"));
  EXPECT_THAT(outcome.out, Not(HasSubstr("ROLE")));
  EXPECT_THAT(outcome.err, HasSubstr("ROLE"));
  const auto loaded = config::load(outcome.out, "x.yaml", config::system_environment());
  ASSERT_TRUE(loaded.spec);
  EXPECT_EQ(loaded.spec->iis.simulated_file, path("iis.yaml"));
}

TEST_F(ConfigInit, LeavesAFileAloneThatIsThere) {
  folder_.write("deepalive.yaml", "mine");
  const Typed outcome = init();
  EXPECT_EQ(outcome.code, kFailed);
  EXPECT_THAT(outcome.err, HasSubstr("deepalive.yaml is there already"));
  EXPECT_THAT(outcome.err, HasSubstr("--merge"));
  EXPECT_THAT(outcome.err, HasSubstr("--out"));
  EXPECT_EQ(text_of("deepalive.yaml"), "mine");
}

TEST_F(ConfigInit, TakesOnlyTheSitesThatAreNamedInWhateverCase) {
  EXPECT_EQ(init({"--site", "INTRANET", "--site", "old", "--site", "Old"}).code, kOk);
  const auto loaded = config::load_file(folder_.path() / "deepalive.yaml");
  ASSERT_TRUE(loaded.spec);
  ASSERT_EQ(loaded.spec->roles.size(), 2U);
  EXPECT_EQ(loaded.spec->roles[0].name, "intranet");
  EXPECT_EQ(loaded.spec->roles[1].name, "old");
}

TEST_F(ConfigInit, ProposesTheSiteThatWasMeant) {
  const Typed outcome = init({"--site", "Intrnet"});
  EXPECT_EQ(outcome.code, kFailed);
  EXPECT_THAT(outcome.err, HasSubstr("IIS has no site 'Intrnet'; did you mean 'Intranet'?"));
  EXPECT_FALSE(std::filesystem::exists(path("deepalive.yaml")));
}

TEST_F(ConfigInit, WritesNothingWithoutASiteToLookAt) {
  const Typed outcome = init({"--site", "Files"});
  EXPECT_EQ(outcome.code, kFailed);
  EXPECT_THAT(outcome.err, HasSubstr("Files: has no http or https binding"));
  EXPECT_THAT(outcome.err, HasSubstr("no site of IIS can be looked at; nothing was written"));
  EXPECT_FALSE(std::filesystem::exists(path("deepalive.yaml")));
}

TEST_F(ConfigInit, SaysWhereTheSimulatedFileIsBroken) {
  folder_.write("iis.yaml", "sites: {Shop: {bindngs: []}}");
  const Typed outcome = init();
  EXPECT_EQ(outcome.code, kFailed);
  EXPECT_THAT(outcome.err, HasSubstr("iis.yaml:1:16: unknown key 'bindngs'"));
}

TEST_F(ConfigInit, SaysHowToGetTheRightsThatAreMissing) {
  folder_.write("iis.yaml", "sites: {Shop: }\nfaults: {error: \"0x80070005\"}");
  EXPECT_THAT(init().err, HasSubstr("administrator rights"));
  EXPECT_THAT(init().err, HasSubstr("open the command prompt as administrator"));
  folder_.write("iis.yaml", "sites: {Shop: }\nfaults: {error: \"0x80040154\"}");
  EXPECT_THAT(init().err, HasSubstr("install the role service Web-Server"));
}

TEST_F(ConfigInit, MergesTheSitesThatAreNewFromTheIisOfTheConfiguration) {
  ASSERT_EQ(init({"--site", "Intranet"}).code, kOk);
  const std::string before = text_of("deepalive.yaml") + "# mine\n";
  folder_.write("deepalive.yaml", before);
  const std::vector<std::string> merge = {"config", "init", "--merge", "--out",
                                          path("deepalive.yaml")};
  const Typed outcome = type(merge);
  EXPECT_EQ(outcome.code, kOk) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr(": added 1 role with 2 HTTP checks\n"));
  EXPECT_THAT(outcome.out, HasSubstr("reads it when it is started again"));
  const auto loaded = config::load_file(folder_.path() / "deepalive.yaml");
  ASSERT_TRUE(loaded.spec);
  EXPECT_EQ(loaded.spec->roles.size(), 2U);
  EXPECT_THAT(text_of("deepalive.yaml"), HasSubstr("# mine\n"));

  folder_.write("iis.yaml", std::string(kIis) + "  New:\n");
  const auto written = text_of("deepalive.yaml");
  const auto time = std::filesystem::last_write_time(path("deepalive.yaml"));
  const Typed nothing =
      type({"config", "init", "--merge", "--site", "intranet", "--out", path("deepalive.yaml")});
  EXPECT_EQ(nothing.code, kOk);
  EXPECT_THAT(nothing.out, HasSubstr("nothing to add, and nothing changed"));
  EXPECT_EQ(text_of("deepalive.yaml"), written);
  EXPECT_EQ(std::filesystem::last_write_time(path("deepalive.yaml")), time);
}

TEST_F(ConfigInit, TellsOfNewBindingsOfSitesThatItHas) {
  ASSERT_EQ(init().code, kOk);
  folder_.write("iis.yaml",
                "sites: {Intranet: {bindings: ['http/*:80:intranet', 'http/*:81:i2']}}");
  const Typed outcome = init({"--merge"});
  EXPECT_EQ(outcome.code, kOk);
  EXPECT_THAT(outcome.out, HasSubstr("  role intranet: Intranet, http/*:81:i2\n"));
}

TEST_F(ConfigInit, MergesNothingIntoAFileThatIsWrong) {
  folder_.write("deepalive.yaml", "roles: {}\n");
  Typed outcome = init({"--merge"});
  EXPECT_EQ(outcome.code, kBadConfiguration);
  EXPECT_THAT(outcome.err, HasSubstr("deepalive.yaml:1:8: error: roles: take the {} away"));
  EXPECT_EQ(text_of("deepalive.yaml"), "roles: {}\n");

  folder_.write("deepalive.yaml", "iis: {provider: simulated}\nroles:\n  a: {stes: [A]}\n");
  outcome = type({"config", "init", "--merge", "--out", path("deepalive.yaml")});
  EXPECT_EQ(outcome.code, kBadConfiguration);
  EXPECT_THAT(outcome.err, HasSubstr("deepalive.yaml:3:7: error: roles.a.stes: unknown key"));

  std::filesystem::remove(path("deepalive.yaml"));
  outcome = init({"--merge"});
  EXPECT_EQ(outcome.code, kFailed);
  EXPECT_THAT(outcome.err, HasSubstr("does not exist; without --merge"));
  EXPECT_EQ(type({"config", "init", "--merge", "--out", "-"}).code, kBadCommandLine);
}

TEST_F(ConfigInit, LeavesNothingBehindWhereItMayNotWrite) {
  folder_.write("file", "");
  const Typed outcome = type(
      {"config", "init", "--simulated", path("iis.yaml"), "--out", path("file/deepalive.yaml")});
  EXPECT_EQ(outcome.code, kFailed);
  EXPECT_THAT(outcome.err, HasSubstr("choose a folder that this user may write to"));
}

#ifndef _WIN32
TEST_F(ConfigInit, KeepsWhoMayReadTheFileAndWhatLinksToIt) {
  using std::filesystem::perms;
  ASSERT_EQ(init({"--site", "Intranet"}).code, kOk);
  const perms mine = perms::owner_read | perms::owner_write | perms::group_read;
  std::filesystem::permissions(path("deepalive.yaml"), mine);
  std::filesystem::create_symlink(path("deepalive.yaml"), path("link.yaml"));
  ASSERT_EQ(type({"config", "init", "--merge", "--out", path("link.yaml")}).code, kOk);
  EXPECT_TRUE(std::filesystem::is_symlink(path("link.yaml")));
  EXPECT_EQ(std::filesystem::status(path("deepalive.yaml")).permissions(), mine);
  EXPECT_EQ(config::load_file(folder_.path() / "deepalive.yaml").spec->roles.size(), 2U);
}

TEST_F(ConfigInit, NeedsASimulatedIisWhereThereIsNoOther) {
  const Typed outcome = type({"config", "init", "--out", path("deepalive.yaml")});
  EXPECT_EQ(outcome.code, kBadCommandLine);
  EXPECT_THAT(outcome.err, HasSubstr("--simulated FILE is needed"));
}
#endif

}  // namespace
}  // namespace deepalive::service
