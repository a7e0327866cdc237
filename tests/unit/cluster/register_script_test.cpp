#include "cluster/register/register_script.h"

#include <gmock/gmock.h>

#include "tests/unit/cluster/golden.h"

namespace deepalive::cluster {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Optional;
using ::testing::StartsWith;

RegisterSettings shop(RegisterMode mode) {
  RegisterSettings settings;
  settings.role = "shop";
  settings.mode = mode;
  settings.file = mode == RegisterMode::dll ? "C:\\Program Files\\DeepAlive\\deepalive_cluster.dll"
                                            : "C:\\Program Files\\DeepAlive\\shop.vbs";
  settings.group = "Shop role";
  settings.disks = {"Cluster Disk 2"};
  settings.client_access_point = "SHOP";
  return settings;
}

TEST(RegisterScript, OfTheDll) {
  test::expect_golden("dll.ps1", register_script(shop(RegisterMode::dll)));
}

TEST(RegisterScript, OfTheScript) {
  test::expect_golden("script.ps1", register_script(shop(RegisterMode::script)));
}

TEST(RegisterScript, OfNamesThatPowerShellWouldTripOver) {
  RegisterSettings settings = shop(RegisterMode::dll);
  settings.group = "O'Neil \xE2\x80\x98$(calc)\xE2\x80\x99 `\"; {{role}}";
  settings.disks = {"Disk '1'", "Caf\xC3\xA9 & Co"};
  settings.client_access_point.clear();
  ASSERT_EQ(problem_with(settings), std::nullopt);
  test::expect_golden("awkward.ps1", register_script(settings));
}

TEST(RegisterScript, HasAByteOrderMarkOnlyWhereANameNeedsIt) {
  RegisterSettings settings = shop(RegisterMode::dll);
  EXPECT_THAT(register_script(settings), StartsWith("# Registers"));
  settings.group = "Caf\xC3\xA9";
  EXPECT_THAT(register_script(settings), StartsWith("\xEF\xBB\xBF# Registers"));
}

TEST(RegisterScript, FillsEveryPlaceholder) {
  EXPECT_THAT(register_script(shop(RegisterMode::dll)), Not(HasSubstr("{{")));
  EXPECT_THAT(register_script(shop(RegisterMode::script)), Not(HasSubstr("{{")));
}

TEST(RegisterScript, GivesTheScriptsOnlineMoreTimeThanItTakes) {
  RegisterSettings settings = shop(RegisterMode::script);
  settings.online_timeout = std::chrono::seconds(200);
  const std::string text = register_script(settings);
  EXPECT_THAT(text, HasSubstr("PendingTimeout = 230000"));
  EXPECT_THAT(text, HasSubstr("DeadlockTimeout = 260000"));
}

TEST(RegisterSettings, WithANameOfTheClusterThatCannotBeWrittenAreRefused) {
  for (const std::string& name : {std::string("a]b"), std::string("a\nb"), std::string(256, 'x')}) {
    RegisterSettings settings = shop(RegisterMode::dll);
    settings.disks = {name};
    EXPECT_THAT(problem_with(settings), Optional(HasSubstr("Rename the resource")));
  }
  RegisterSettings settings = shop(RegisterMode::dll);
  settings.file = "deepalive_cluster.dll";
  EXPECT_THAT(problem_with(settings), Optional(HasSubstr("the resource DLL")));
}

}  // namespace
}  // namespace deepalive::cluster
