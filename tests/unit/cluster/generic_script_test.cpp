#include "cluster/script/generic_script.h"

#include <gmock/gmock.h>

#include "cluster/script/literal.h"
#include "tests/unit/cluster/golden.h"

namespace deepalive::cluster {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Optional;

ScriptSettings shop() {
  ScriptSettings settings;
  settings.role = "shop";
  settings.services = {"W3SVC", "WAS"};
  settings.sites = {"Shop"};
  settings.program_folder = "C:\\Program Files\\DeepAlive";
  return settings;
}

class AGenericScript : public testing::TestWithParam<ScriptLanguage> {};

INSTANTIATE_TEST_SUITE_P(InEachLanguage, AGenericScript,
                         testing::Values(ScriptLanguage::vbscript, ScriptLanguage::jscript));

TEST(GenericScript, OfAPlainRoleInVBScript) {
  test::expect_golden("shop.vbs", generic_script(shop(), ScriptLanguage::vbscript));
}

TEST(GenericScript, OfAPlainRoleInJScript) {
  test::expect_golden("shop.js", generic_script(shop(), ScriptLanguage::jscript));
}

TEST(GenericScript, WithAFixedPolicyHasNothingToDoWithIis) {
  ScriptSettings settings = shop();
  settings.on_unreachable = OnUnreachable::alive;
  test::expect_golden("alive.vbs", generic_script(settings, ScriptLanguage::vbscript));
  settings.on_unreachable = OnUnreachable::dead;
  test::expect_golden("dead.js", generic_script(settings, ScriptLanguage::jscript));
}

TEST_P(AGenericScript, IsAsciiAndEndsItsLinesAsWindowsDoesWhateverTheNamesAre) {
  ScriptSettings settings = shop();
  settings.sites = {"{{role}}", "a\nOnline = True", "Caf\xC3\xA9", std::string(64, '"'),
                    "'; x = \\"};
  settings.app_pools = {"\"", "\xFF"};
  settings.services = {"a\" & CreateObject(\"x"};
  settings.program_folder =
      "C:\\Gr\xC3\xBC\xC3\x9F"
      "e (1) & ^o'\\";
  ASSERT_EQ(problem_with(settings), std::nullopt);
  const std::string text = generic_script(settings, GetParam());
  EXPECT_TRUE(is_ascii(text));
  EXPECT_EQ(std::ranges::count(text, '\n'), std::ranges::count(text, '\r'));
  EXPECT_THAT(text, HasSubstr("{{role}}"));
  EXPECT_THAT(text, Not(HasSubstr("\nOnline = True")));
}

TEST_P(AGenericScript, FillsEveryPlaceholder) {
  for (const auto policy : {OnUnreachable::basic, OnUnreachable::alive, OnUnreachable::dead}) {
    ScriptSettings settings = shop();
    settings.on_unreachable = policy;
    EXPECT_THAT(generic_script(settings, GetParam()), Not(HasSubstr("{{")));
    settings.app_pools = {"ShopPool"};
    EXPECT_THAT(generic_script(settings, GetParam()), Not(HasSubstr("{{")));
  }
}

TEST_P(AGenericScript, EndsTheFolderInOneBackslash) {
  ScriptSettings settings = shop();
  settings.program_folder = "D:\\";
  const std::string text = generic_script(settings, GetParam());
  EXPECT_THAT(text, HasSubstr(GetParam() == ScriptLanguage::vbscript ? "folder = \"D:\\\""
                                                                     : "folder = 'D:\\\\'"));
}

TEST_P(AGenericScript, OfTheLongestRoleNameIsFine) {
  ScriptSettings settings = shop();
  settings.role = std::string(64, 'r');
  EXPECT_EQ(problem_with(settings), std::nullopt);
  EXPECT_THAT(generic_script(settings, GetParam()), HasSubstr(" " + settings.role + " --pipe "));
  settings.role += 'r';
  EXPECT_THAT(problem_with(settings), Optional(HasSubstr("no name of a role")));
}

struct Refused {
  const char* name;
  const char* folder;
  const char* why;
};

class AProgramFolder : public testing::TestWithParam<Refused> {};

TEST_P(AProgramFolder, IsRefusedWithTheCure) {
  ScriptSettings settings = shop();
  settings.program_folder = GetParam().folder;
  EXPECT_THAT(problem_with(settings), Optional(HasSubstr(GetParam().why)));
}

INSTANTIATE_TEST_SUITE_P(ThatNoCommandLineCanHave, AProgramFolder,
                         testing::Values(Refused{"Percent", "C:\\100%PATH%",
                                                 "Use a folder without it"},
                                         Refused{"Quote", "C:\\a\"b", "no Windows path"},
                                         Refused{"LineEnd", "C:\\a\nb", "no Windows path"},
                                         Refused{"Colon", "C:\\a:b", "no Windows path"},
                                         Refused{"Share", "\\\\server\\share", "local drive"},
                                         Refused{"Relative", "DeepAlive", "local drive"},
                                         Refused{"Empty", "", "local drive"}),
                         [](const auto& refused) { return std::string(refused.param.name); });

TEST(ScriptSettings, WithARoleOrPipeThatIsNoNameAreRefused) {
  ScriptSettings settings = shop();
  settings.role = "shop & calc";
  EXPECT_THAT(problem_with(settings), Optional(HasSubstr("'shop & calc' is no name of a role")));
  settings = shop();
  settings.pipe = "\\\\.\\pipe\\deepalive";
  EXPECT_THAT(problem_with(settings), Optional(HasSubstr("no name of a pipe")));
  settings.pipe = "";
  EXPECT_THAT(problem_with(settings), Optional(HasSubstr("no name of a pipe")));
}

}  // namespace
}  // namespace deepalive::cluster
