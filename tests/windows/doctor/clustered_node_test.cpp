#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <filesystem>
#include <string>

#include "config/environment.h"
#include "probes/windows/utf8.h"
#include "service/doctor/machine.h"
#include "tests/servers/temporary_folder.h"
#include "tests/servers/typed.h"
#include "tests/windows/doctor/written_registry.h"

// `deepalive doctor` on a node whose cluster runs the sample script of Microsoft's article, as the
// registry tells it.
namespace deepalive::service::doctor {
namespace {

namespace fs = std::filesystem;
using deepalive::testing::Typed;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class ClusteredNode : public ::testing::Test {
 protected:
  ClusteredNode() {
    fs::create_directories(script_.parent_path());
    fs::copy_file(fs::path(DEEPALIVE_SOURCE_TREE) / "tests/standins/article/clusweb7.vbs", script_,
                  fs::copy_options::overwrite_existing);
    cluster_.write(L"Nodes\\1", L"NodeName", windows::to_wide(this_machine().name));
    cluster_.write(L"ResourceTypes\\Generic Script", L"DllName", std::wstring(L"clusres.dll"));
    cluster_.write(L"ResourceTypes\\Generic Script", L"IsAlivePollInterval", 60'000);
    const std::wstring resource = L"Resources\\0e5b0f3a-0000-4000-8000-000000000001";
    cluster_.write(resource, L"Name", std::wstring(L"IIS web"));
    cluster_.write(resource, L"Type", std::wstring(L"Generic Script"));
    cluster_.write(resource, L"LooksAlivePollInterval", 0xFFFFFFFF);
    cluster_.write(resource, L"PendingTimeout", 240'000);
    cluster_.write(resource + L"\\Parameters", L"ScriptFilePath",
                   std::wstring(LR"(%windir%\System32\inetsrv\Clusweb7.vbs)"));
    folder_.write("iis.yaml",
                  "services: {W3SVC: running, WAS: running}\n"
                  "sites: {Default Web Site: {app_pools: [DefaultAppPool]}}\n"
                  "app_pools: {DefaultAppPool: {}}\n");
    folder_.write("deepalive.yaml",
                  "agent: {listen: ['127.0.0.1:0'], data_dir: ., pipe: nobody}\n"
                  "iis: {provider: simulated, simulated_file: iis.yaml}\n"
                  "roles: {web: {sites: [Default Web Site]}}\n");
  }
  ~ClusteredNode() override {
    std::error_code ignored;
    fs::remove(script_, ignored);
  }

  boost::json::value see() const {
    const Typed typed = deepalive::testing::type(
        {"doctor", "web", "--json", "--config", (folder_.path() / "deepalive.yaml").string()});
    EXPECT_THAT(typed.out, StartsWith("{")) << typed.err;
    return boost::json::parse(typed.out);
  }
  static std::string in_row(const boost::json::value& report, std::string_view id,
                            std::string_view key) {
    for (const auto& row : report.at("rows").as_array()) {
      if (row.at("id").as_string() == id) return std::string(row.at(key).as_string());
    }
    return "no such row";
  }

  const fs::path script_ =
      config::path_from_utf8(this_machine().windows_folder) / "System32/inetsrv/Clusweb7.vbs";
  const WrittenRegistry cluster_{L"Cluster"};
  const deepalive::testing::TemporaryFolder folder_;
};

TEST_F(ClusteredNode, ItsScriptIsKnownForTheArticlesWithItsValues) {
  const auto report = see();
  EXPECT_EQ(in_row(report, "generic_scripts", "state"), "warning");
  EXPECT_THAT(in_row(report, "generic_scripts", "found"),
              HasSubstr("'IIS web' runs %windir%\\System32\\inetsrv\\Clusweb7.vbs, the article's "
                        "sample, with SITE_NAME 'Default Web Site' and APP_POOL_NAME "
                        "'DefaultAppPool'"));
}

TEST_F(ClusteredNode, TheScriptsSiteLeadsToTheRole) {
  const auto report = see();
  EXPECT_EQ(in_row(report, "registered", "state"), "ok");
  EXPECT_EQ(in_row(report, "script_names", "state"), "ok");
  EXPECT_EQ(in_row(report, "timings", "found"),
            "LooksAlive 5s, IsAlive 1m, pending 4m, deadlock 5m");
  EXPECT_EQ(in_row(report, "separate_monitor", "state"), "warning");
  EXPECT_EQ(in_row(report, "same_files", "state"), "ok") << in_row(report, "same_files", "found");
  EXPECT_THAT(in_row(report, "same_files", "found"), StartsWith(this_machine().name + " sha256:"));
}

TEST_F(ClusteredNode, NamesInAnotherCaseAreAFailOfTheScriptAndAWarningOfOurs) {
  folder_.write("iis.yaml",
                "services: {W3SVC: running, WAS: running}\n"
                "sites: {default web site: {app_pools: [DefaultAppPool]}}\n"
                "app_pools: {DefaultAppPool: {}}\n");
  const auto report = see();
  EXPECT_EQ(in_row(report, "site", "state"), "warning");
  EXPECT_EQ(in_row(report, "script_names", "state"), "fail");
}

TEST_F(ClusteredNode, IsAloneInItsCluster) {
  const auto report = see();
  EXPECT_EQ(in_row(report, "cluster_nodes", "state"), "fail");
  EXPECT_EQ(in_row(report, "cluster_nodes", "found"), "1: " + this_machine().name);
}

TEST_F(ClusteredNode, NeedsTheEngineOfItsScript) {
  const auto report = see();
  EXPECT_EQ(in_row(report, "vbscript", "state"), "warning") << in_row(report, "vbscript", "found");
  EXPECT_THAT(in_row(report, "vbscript", "found"), HasSubstr("'IIS web' needs it"));
}

TEST_F(ClusteredNode, TheOldScriptOfIis6IsFoundInUse) {
  cluster_.write(L"Resources\\0e5b0f3a-0000-4000-8000-000000000001\\Parameters", L"ScriptFilePath",
                 std::wstring(LR"(C:\Windows\System32\inetsrv\clusweb.vbs)"));
  EXPECT_EQ(in_row(see(), "legacy_scripts", "state"), "fail");
}

}  // namespace
}  // namespace deepalive::service::doctor
