#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "service/commands/exit_codes.h"
#include "tests/servers/typed.h"

namespace deepalive::service {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;
using testing::type;
using testing::Typed;

class ClusterCommands : public ::testing::Test {
 protected:
  ClusterCommands()
      : folder_(std::filesystem::temp_directory_path() /
                (std::string("deepalive-cluster-") +
                 ::testing::UnitTest::GetInstance()->current_test_info()->name())) {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directory(folder_);
    std::ofstream(folder_ / "deepalive.yaml") << "agent: {pipe: second}\n"
                                                 "roles:\n"
                                                 "  shop: {sites: [\"O'Shop\"]}\n";
  }
  ~ClusterCommands() override {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }

  Typed run(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "cluster");
    arguments.insert(arguments.end(), {"--config", (folder_ / "deepalive.yaml").string()});
    return type(std::move(arguments));
  }

  std::string text_of(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  std::filesystem::path folder_;
};

TEST_F(ClusterCommands, WriteAScriptOfTheConfiguredRole) {
  const Typed outcome = run({"script", "shop", "--language", "vbscript", "--program-folder",
                             "D:\\DA", "--hold", "45s", "--on-agent-unreachable", "basic"});
  EXPECT_EQ(outcome.code, kOk) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("folder = \"D:\\DA\\\""));
  EXPECT_THAT(outcome.out, HasSubstr("FirstStopped(\"W3SVC/WAS\", \"O'Shop\", \"\", 5000)"));
  EXPECT_THAT(outcome.out, HasSubstr("--pipe second"));
  EXPECT_THAT(outcome.out, HasSubstr("< 45)"));
}

TEST_F(ClusterCommands, WriteTheFileThatWasNamedAndSayWhatIsNext) {
  const std::string file = (folder_ / "shop.js").string();
  const Typed outcome = run({"script", "shop", "--language", "jscript", "--out", file});
  EXPECT_EQ(outcome.code, kOk) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("deepalive cluster register shop --mode script"));
  EXPECT_THAT(text_of(file), StartsWith("// DeepAlive: Generic Script of the role shop."));
  EXPECT_FALSE(std::filesystem::exists(file + ".new"));
}

TEST_F(ClusterCommands, LeaveNothingBehindWhereTheyMayNotWrite) {
  const std::string file = (folder_ / "missing" / "shop.js").string();
  const Typed outcome = run({"script", "shop", "--language", "jscript", "--out", file});
  EXPECT_EQ(outcome.code, kFailed);
  EXPECT_THAT(outcome.err, HasSubstr(file + ".new: cannot be created"));
  EXPECT_THAT(outcome.err, HasSubstr("choose a folder that this user may write to"));
}

TEST_F(ClusterCommands, ProposeTheRoleThatWasMeant) {
  const Typed outcome = run({"script", "shp", "--language", "vbscript"});
  EXPECT_EQ(outcome.code, kBadConfiguration);
  EXPECT_THAT(outcome.err, HasSubstr("has no role 'shp'; did you mean 'shop'?"));
  EXPECT_THAT(outcome.out, IsEmpty());
}

TEST_F(ClusterCommands, RefuseAFolderThatNoCommandLineCanHave) {
  const Typed outcome =
      run({"script", "shop", "--language", "vbscript", "--program-folder", "C:\\100%\\a"});
  EXPECT_EQ(outcome.code, kBadCommandLine);
  EXPECT_THAT(outcome.err, HasSubstr("must not have a '%'"));
}

TEST_F(ClusterCommands, RefuseWhatTheyDoNotKnow) {
  EXPECT_EQ(run({"script", "shop", "--language", "perl"}).code, kBadCommandLine);
  EXPECT_EQ(run({"script", "shop"}).code, kBadCommandLine);
  EXPECT_EQ(run({"script", "shop", "--language", "jscript", "--hold", "1500ms"}).code,
            kBadCommandLine);
  EXPECT_EQ(run({"register", "shop", "--mode", "dl"}).code, kBadCommandLine);
}

TEST_F(ClusterCommands, WriteTheRegistrationOfTheDll) {
  const Typed outcome =
      run({"register", "shop", "--mode", "dll", "--file", "C:\\DA\\d.dll", "--disk", "Disk 1",
           "--disk", "Disk 2", "--client-access-point", "SHOP", "--hold", "1m"});
  EXPECT_EQ(outcome.code, kOk) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("$disks = @('Disk 1', 'Disk 2')"));
  EXPECT_THAT(outcome.out, HasSubstr("$groupName = 'shop'"));
  EXPECT_THAT(outcome.out, HasSubstr("Pipe = 'second'"));
  EXPECT_THAT(outcome.out, HasSubstr("HoldTime = [uint32]60000"));
}

TEST_F(ClusterCommands, WriteTheRegistrationOfADllWithATypeOfItsOwn) {
  const Typed outcome = run({"register", "shop", "--mode", "dll", "--file", "C:\\DA\\shop.dll",
                             "--type", "DeepAlive IIS Role shop"});
  EXPECT_EQ(outcome.code, kOk) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("$typeName = 'DeepAlive IIS Role shop'"));
}

TEST_F(ClusterCommands, RefuseATypeToWhichTheDllWouldNotAnswer) {
  const Typed outcome = run({"register", "shop", "--mode", "dll", "--type", "Shop"});
  EXPECT_EQ(outcome.code, kBadCommandLine);
  EXPECT_THAT(outcome.err, HasSubstr("such as 'DeepAlive IIS Role shop'"));
  EXPECT_EQ(run({"register", "shop", "--mode", "script", "--type", "DeepAlive IIS Role x"}).code,
            kBadCommandLine);
}

TEST_F(ClusterCommands, WriteTheRegistrationOfTheScript) {
  const Typed outcome =
      run({"register", "shop", "--mode", "script", "--file", "C:\\DA\\shop.js", "--group", "Web"});
  EXPECT_EQ(outcome.code, kOk) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("$typeName = 'Generic Script'"));
  EXPECT_THAT(outcome.out, HasSubstr("$groupName = 'Web'"));
}

TEST_F(ClusterCommands, TakeNoPolicyForAScriptThatHasItsOwn) {
  const Typed outcome =
      run({"register", "shop", "--mode", "script", "--on-agent-unreachable", "dead"});
  EXPECT_EQ(outcome.code, kBadCommandLine);
  EXPECT_THAT(outcome.err, HasSubstr("give them to 'deepalive cluster script'"));
}

TEST(RoleCommands, RefuseATimeForWhichTheAgentTakesNoRequest) {
  const Typed outcome = type({"role", "online", "shop", "--timeout", "61m"});
  EXPECT_EQ(outcome.code, kBadCommandLine);
  EXPECT_THAT(outcome.err, HasSubstr("'61m' is more than an hour"));
}

}  // namespace
}  // namespace deepalive::service
