#include "config/machine_secret.h"

#include <gtest/gtest.h>

#include <string>

#include "config/load.h"
#include "config/show.h"

namespace deepalive::config {
namespace {

constexpr std::string_view kSecret = "pässwörd: \"hunter 2\" #";

std::string protected_secret(SecretScope scope) {
  const auto text = protect_secret(kSecret, scope);
  EXPECT_TRUE(text) << text.error().where;
  return text ? *text : "";
}

TEST(MachineSecret, IsReadBackInBothScopes) {
  for (const SecretScope scope : {SecretScope::machine, SecretScope::user}) {
    const std::string text = protected_secret(scope);
    EXPECT_EQ(text.find_first_of("\r\n} "), std::string::npos) << text;
    EXPECT_EQ(text.find("hunter"), std::string::npos);
    const auto secret = unprotect_secret(text);
    ASSERT_TRUE(secret) << secret.error().where;
    EXPECT_EQ(*secret, kSecret);
  }
}

TEST(MachineSecret, ThatIsDamagedSaysWhatToDo) {
  std::string text = protected_secret(SecretScope::machine);
  ASSERT_GT(text.size(), 40u);
  // Its head: Wine does not see every change behind it, as Windows does.
  text[0] = text[0] == 'A' ? 'B' : 'A';
  for (const std::string& bad : {text, std::string("QUJD"), std::string("A"), text.substr(0, 20)}) {
    const auto secret = unprotect_secret(bad);
    ASSERT_FALSE(secret) << bad;
    EXPECT_NE(secret.error().where.find("make it anew with: deepalive config protect"),
              std::string::npos)
        << secret.error().where;
  }
}

TEST(MachineSecret, InAConfigurationIsTakenInAndMasked) {
  const std::string reference = "${dpapi:" + protected_secret(SecretScope::machine) + "}";
  const Loaded loaded =
      load("roles: {r: {checks: [{name: c, http: {url: 'http://a/', auth: {bearer: '" + reference +
               "'}}}]}}",
           "C:\\deepalive.yaml", system_environment());
  ASSERT_TRUE(loaded.spec) << format_problems(loaded.problems, "FILE");
  const CheckSpec& check = loaded.spec->roles.at(0).checks.back();
  EXPECT_EQ(std::get<HttpTarget>(check.target).auth.secret, kSecret);
  const std::string shown = show(*loaded.spec, loaded.as_written);
  EXPECT_NE(shown.find("${dpapi:***}"), std::string::npos) << shown;
  EXPECT_EQ(shown.find("hunter"), std::string::npos) << shown;
}

}  // namespace
}  // namespace deepalive::config
