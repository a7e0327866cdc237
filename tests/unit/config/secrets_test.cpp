#include <gtest/gtest.h>

#include <string>

#include "config/file_exposure.h"
#include "config/limits.h"
#include "config/machine_secret.h"
#include "config/show.h"
#include "tests/unit/config/loading.h"

namespace deepalive::config {
namespace {

const FakeEnvironment kEnvironment{
    .variables = {{"TOKEN", "hunter2"}},
    .files = {{"open.txt", "hunter2\n"}, {"closed.txt", "hunter2\n"}},
    .exposures = {{"open.txt", "can be read by Users"}, {"c.key", "can be read by Everyone"}},
    .secrets = {{"QUJD", "hunter2"}, {"TATIN+/=", "\xFC"}}};

std::string page_with(const std::string& http) {
  return "roles:\n  r:\n    checks:\n      - name: page\n        http: {url: 'https://a/', " +
         http + "}\n";
}

TEST(Secret, OfTheMachineIsDecrypted) {
  const NodeSpec spec = spec_of(page_with("auth: {bearer: '${dpapi:QUJD}'}"), kEnvironment);
  const auto http = std::get<HttpTarget>(check_of(spec.roles.at(0), "page").target);
  EXPECT_EQ(http.auth.secret, "hunter2");
}

TEST(Secret, OfTheMachineIsMaskedWhereReferencesAreShown) {
  const Loaded loaded = load_text(
      page_with("headers: {X-A: 'a ${dpapi:QUJD} ${env:TOKEN} ${dpapi:QUJD}'}"), kEnvironment);
  ASSERT_TRUE(loaded.spec);
  const std::string shown = show(*loaded.spec, loaded.as_written);
  EXPECT_NE(shown.find("'a ${dpapi:***} ${env:TOKEN} ${dpapi:***}'"), shown.npos) << shown;
  EXPECT_EQ(shown.find("QUJD"), shown.npos) << shown;
  EXPECT_EQ(shown.find("hunter2"), shown.npos) << shown;
}

TEST(Secret, OfTheMachineThatIsWrongIsAnErrorThatShowsNothingOfIt) {
  const std::string place = "5:50: error: roles.r.checks[0].http.auth.bearer: ${dpapi:} ";
  const auto told = [](const std::string& written) {
    return problems_of(page_with("auth: {bearer: '" + written + "'}"), kEnvironment);
  };
  EXPECT_EQ(told("${dpapi:AAAA}"), place + "cannot be decrypted here\n");
  EXPECT_EQ(told("${dpapi:}"),
            place + "needs what 'deepalive config protect' printed, in one line\n");
  EXPECT_EQ(told("${dpapi:QU JD}"),
            place + "needs what 'deepalive config protect' printed, in one line\n");
  EXPECT_EQ(told("${dpapi:TATIN+/=}"), place + "holds what is not text in UTF-8\n");
  EXPECT_EQ(told("${dpapi:" + std::string(kMaxProtected + 1, 'A') + "}"),
            place + "holds more than 128 KiB, the limit; keep so much in a file\n");
  EXPECT_EQ(problems_of(page_with("method: '${dpapi:QUJD}'"), kEnvironment).find("QUJD"),
            std::string::npos);
}

TEST(Secret, InAFileThatOthersMayReadIsWarnedAboutOnce) {
  EXPECT_EQ(
      problems_of(page_with("headers: {X-A: '${file:open.txt}', X-B: '${file:open.txt}', X-C: "
                            "'${file:closed.txt}'}"),
                  kEnvironment),
      "5:50: warning: roles.r.checks[0].http.headers.X-A: the file '" +
          in_config_folder("open.txt") + "' can be read by Users\n");
}

TEST(Secret, KeyOfAClientsCertificateThatOthersMayReadIsWarnedAbout) {
  const std::string told = problems_of(
      page_with("tls: {client_certificate: {file: c.pem, key_file: c.key}}"), kEnvironment);
  EXPECT_EQ(told,
            "5:85: warning: roles.r.checks[0].http.tls.client_certificate.key_file: the file '" +
                in_config_folder("c.key") + "' can be read by Everyone\n");
}

#ifndef _WIN32
TEST(Secret, OfTheMachineIsKeptByWindowsOnly) {
  const auto encrypted = protect_secret("hunter2", SecretScope::machine);
  ASSERT_FALSE(encrypted);
  EXPECT_NE(encrypted.error().where.find("on Windows only"), std::string::npos);
  const auto decrypted = unprotect_secret("QUJD");
  ASSERT_FALSE(decrypted);
  EXPECT_NE(decrypted.error().where.find("on Windows only"), std::string::npos);
}
#endif

}  // namespace
}  // namespace deepalive::config
