#include "service/doctor/script_text.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "tests/servers/document.h"

namespace deepalive::service::doctor {
namespace {

const std::filesystem::path kTests = std::filesystem::path(DEEPALIVE_SOURCE_TREE) / "tests";

ScriptText in_file(const char* name) { return what_script(testing::contents(kTests / name)); }

TEST(ScriptText, KnowsTheArticlesSampleAndWhatItWatches) {
  const ScriptText script = in_file("standins/article/clusweb7.vbs");
  EXPECT_EQ(script.kind, ScriptKind::article);
  EXPECT_EQ(script.site, "Default Web Site");
  EXPECT_EQ(script.app_pool, "DefaultAppPool");
}

TEST(ScriptText, KnowsOurScriptsAndTheirRole) {
  for (const char* name : {"unit/cluster/golden/shop.vbs", "unit/cluster/golden/shop.js"}) {
    const ScriptText script = in_file(name);
    EXPECT_EQ(script.kind, ScriptKind::ours) << name;
    EXPECT_EQ(script.role, "shop") << name;
  }
}

TEST(ScriptText, ReadsNamesAsVbscriptDoes) {
  const ScriptText script = what_script(
      "site_name=\"Bob's \"\"Shop\"\"\" ' mine\r\n"
      "\tAPP_POOL_NAME = \"Old\"\r\n"
      "APP_POOL_NAME = \"New\"");
  EXPECT_EQ(script.kind, ScriptKind::article);
  EXPECT_EQ(script.site, "Bob's \"Shop\"");
  EXPECT_EQ(script.app_pool, "New");
}

TEST(ScriptText, TakesAnythingElseForSomebodysOwn) {
  for (const char* text :
       {"", "SITE_NAME = \"Shop\"", "DIM SITE_NAME\nDIM APP_POOL_NAME\n",
        "SITE_NAME = \"Shop\nAPP_POOL_NAME = other\n", "'DeepAlive: Generic Script of the role "}) {
    EXPECT_EQ(what_script(text).kind, ScriptKind::other) << text;
  }
}

}  // namespace
}  // namespace deepalive::service::doctor
