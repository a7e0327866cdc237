#include "config/environment.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "config/load.h"

namespace deepalive::config {
namespace {

class EnvironmentFile : public testing::Test {
 protected:
  void SetUp() override {
    const auto* test = testing::UnitTest::GetInstance()->current_test_info();
    folder_ = std::filesystem::temp_directory_path() /
              path_from_utf8(std::string("deepalive-ü-") + test->name());
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::filesystem::path write(const char* name, const std::string& content) {
    std::ofstream(folder_ / name, std::ios::binary) << content;
    return folder_ / name;
  }

  std::filesystem::path folder_;
  Environment environment_ = system_environment();
};

TEST_F(EnvironmentFile, IsReadByteForByteUpToTheLimit) {
  const auto file = write("a.txt", "one\r\ntwo\n");
  const auto whole = environment_.file(file, 9);
  ASSERT_TRUE(whole);
  EXPECT_EQ(*whole, "one\r\ntwo\n");
  const auto cut = environment_.file(file, 8);
  ASSERT_FALSE(cut);
  EXPECT_NE(cut.error().where.find("is larger than"), std::string::npos);
}

TEST_F(EnvironmentFile, ThatIsMissingOrAFolderSaysSo) {
  EXPECT_EQ(environment_.file(folder_ / "none", 10).error().where, "does not exist");
  EXPECT_EQ(environment_.file(folder_, 10).error().where, "is not a regular file");
}

TEST_F(EnvironmentFile, LoadsAsAConfigurationWithItsNeighbours) {
  write("site.txt", "Shop\r\n");
  const auto file = write("deepalive.yaml", "roles: {shop: {sites: [\"${file:site.txt}\"]}}\n");
  const Loaded loaded = load_file(file);
  ASSERT_TRUE(loaded.spec) << format_problems(loaded.problems, "deepalive.yaml");
  EXPECT_EQ(loaded.spec->roles.at(0).sites.at(0), "Shop");
  EXPECT_EQ(path_from_utf8(loaded.spec->agent.data_dir), folder_ / "data");
}

TEST_F(EnvironmentFile, ThatIsTooLargeForAConfigurationIsRefused) {
  const auto file = write("deepalive.yaml", std::string(1024 * 1024 + 1, '#'));
  EXPECT_EQ(format_problems(load_file(file).problems, "d"),
            "d: error: is larger than 1024 KiB, the limit\n");
}

TEST(Environment, HasNoVariableThatIsNotSet) {
  EXPECT_FALSE(system_environment().variable("DEEPALIVE_NEVER_SET_ANYWHERE"));
  EXPECT_TRUE(system_environment().variable("PATH"));
}

}  // namespace
}  // namespace deepalive::config
