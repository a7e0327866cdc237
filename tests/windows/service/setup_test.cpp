#include <gtest/gtest.h>

#include <fstream>
#include <iostream>
#include <sstream>

#include "service/windows/setup/data_folder.h"
#include "service/windows/setup/setup_log.h"
#include "tests/servers/temporary_folder.h"

namespace deepalive::service {
namespace {

namespace fs = std::filesystem;

std::string text_of_file(const fs::path& file) {
  std::ifstream stream(file);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

TEST(ServiceSid, IsTheSystemsOwn) {
  // Of a service whose SID is documented; the name's case does not count.
  const std::string known = "S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464";
  EXPECT_EQ(service_sid("TrustedInstaller"), known);
  EXPECT_EQ(service_sid("trustedinstaller"), known);
  EXPECT_NE(service_sid("DeepAlive"), known);
}

TEST(DataFolder, IsForTheSystemAdministratorsAndTheServiceAlone) {
  EXPECT_EQ(data_folder_rights("TrustedInstaller"),
            "O:BAD:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)"
            "(A;OICI;FA;;;S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464)");
}

TEST(DataFolder, IsMadeOnceAndKeptWhatIsInIt) {
  const deepalive::testing::TemporaryFolder folder;
  const fs::path data = folder.path() / "DeepAlive";
  auto error = protect_data_folder(data, "DeepAlive");
  ASSERT_FALSE(error) << error->where;
  std::ofstream(data / "deepalive.yaml") << "roles: {}\n";
  error = protect_data_folder(data, "DeepAlive");
  ASSERT_FALSE(error) << error->where;
  EXPECT_EQ(text_of_file(data / "deepalive.yaml"), "roles: {}\n");
}

TEST(DataFolder, ThatIsAFileIsRefusedWithTheCure) {
  const deepalive::testing::TemporaryFolder folder;
  folder.write("DeepAlive", "");
  const auto error = protect_data_folder(folder.path() / "DeepAlive", "DeepAlive");
  ASSERT_TRUE(error);
  EXPECT_NE(error->where.find("should be a folder: remove it"), std::string::npos) << error->where;
  EXPECT_FALSE(purge_data_folder(folder.path() / "DeepAlive"));
  EXPECT_TRUE(fs::exists(folder.path() / "DeepAlive"));
}

TEST(DataFolder, IsPurgedWithAllThatIsInItAndTwice) {
  const deepalive::testing::TemporaryFolder folder;
  const fs::path data = folder.path() / "DeepAlive";
  fs::create_directories(data / "data" / "journal");
  std::ofstream(data / "data" / "journal" / "1") << "x";
  auto gone = purge_data_folder(data);
  ASSERT_TRUE(gone) << gone.error().where;
  EXPECT_TRUE(*gone);
  EXPECT_FALSE(fs::exists(data));
  gone = purge_data_folder(data);
  ASSERT_TRUE(gone) << gone.error().where;
  EXPECT_FALSE(*gone);
}

TEST(SetupLog, HasWhatACommandSaysBehindWhatIsInIt) {
  const deepalive::testing::TemporaryFolder folder;
  folder.write("install.log", "before\n");
  const fs::path file = folder.path() / "install.log";
  ::testing::internal::CaptureStdout();
  {
    const SetupLog log(file.string(), "service install");
    std::cout << "service installed\n";
    std::cerr << "warning: no cluster\n";
  }
  std::cout << "after it\n";
  EXPECT_EQ(::testing::internal::GetCapturedStdout(), "service installed\nafter it\n");
  const std::string text = text_of_file(file);
  EXPECT_EQ(text.find("before\n"), 0U) << text;
  EXPECT_NE(text.find(": service install\nservice installed\nwarning: no cluster\n"),
            std::string::npos)
      << text;
  EXPECT_EQ(text.find("after it"), std::string::npos) << text;
}

TEST(SetupLog, IsDoneWithoutWhereItCannotBeWritten) {
  const deepalive::testing::TemporaryFolder folder;
  const SetupLog log((folder.path() / "no" / "such" / "folder.log").string(), "service install");
  std::cout << "goes on\n";
  EXPECT_TRUE(std::cout.good());
}

}  // namespace
}  // namespace deepalive::service
