#include <gtest/gtest.h>

#include "tests/servers/posix/blackbox_exporter.h"
#include "tests/servers/posix/nginx.h"

// The servers that tests start tell why when they do not start.
namespace deepalive::testing {
namespace {

std::string error_of(const std::function<void()>& start) {
  try {
    start();
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  return {};
}

TEST(TestServers, NginxSaysWhatIsWrongWithItsConfiguration) {
  const TemporaryFolder folder;
  const std::string error = error_of(
      [&] { const Nginx nginx(folder, 1, [](const Nginx::Ports&) { return "nonsense;\n"; }); });
  EXPECT_NE(error.find("nginx ended at once"), error.npos) << error;
  EXPECT_NE(error.find("unknown directive \"nonsense\""), error.npos) << error;
}

TEST(TestServers, BlackboxExporterSaysWhatIsWrongWithItsModules) {
  const std::string error = error_of([] { const BlackboxExporter exporter("modules: 5\n"); });
  EXPECT_NE(error.find("prometheus-blackbox-exporter ended at once"), error.npos) << error;
  EXPECT_NE(error.find("error parsing config file"), error.npos) << error;
}

TEST(TestServers, SayWhichPackageIsMissing) {
  const std::string error = error_of(
      [] { const ChildProcess child({.command = {"/nowhere/server"}, .package = "a-server"}); });
  EXPECT_NE(error.find("/nowhere/server is not there: apt-get install a-server"), error.npos)
      << error;
}

}  // namespace
}  // namespace deepalive::testing
