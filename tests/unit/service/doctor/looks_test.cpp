#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>

#include "service/doctor/gather.h"
#include "service/doctor/look.h"
#include "service/doctor/registry_facts.h"
#include "tests/servers/temporary_folder.h"
#include "tests/unit/service/doctor/healthy_node.h"
#include "tests/unit/service/doctor/registry_text.h"

namespace deepalive::service::doctor {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(Look, IsNotWaitedForBeyondItsPatience) {
  const auto never = std::make_shared<std::promise<int>>();
  Look<int> look("reading the share", std::chrono::milliseconds(20),
                 [never]() -> Result<int> { return never->get_future().get(); });
  const auto seen = look.take();
  never->set_value(1);  // the thread that was left behind ends
  ASSERT_FALSE(seen);
  EXPECT_EQ(seen.error().where, "reading the share: no answer within 20ms");
}

TEST(Look, TurnsAnExceptionIntoItsText) {
  Look<int> look("x", kPatience, []() -> Result<int> { throw std::runtime_error("no memory"); });
  const auto seen = look.take();
  ASSERT_FALSE(seen);
  EXPECT_EQ(seen.error().where, "no memory");
}

TEST(PathOn, IsWhatAdministratorsCallItFromAnotherNode) {
  const auto from = [](const char* file) { return path_on("NODE2", file, "C:\\Windows"); };
  EXPECT_EQ(from(R"(c:\windows\System32\x.vbs)"), R"(\\NODE2\admin$\System32\x.vbs)");
  EXPECT_EQ(from(R"(C:\WindowsOther\x.vbs)"), R"(\\NODE2\C$\WindowsOther\x.vbs)");
  EXPECT_EQ(from(R"(D:\DeepAlive\x.dll)"), R"(\\NODE2\D$\DeepAlive\x.dll)");
  EXPECT_EQ(from(R"(\\fs\scripts\x.vbs)"), R"(\\fs\scripts\x.vbs)");
}

// A machine of two nodes, on which one file is not the same.
class Cluster : public ::testing::Test {
 protected:
  Cluster() {
    machine_.name = "node1";  // the cluster says NODE1
    machine_.windows_folder = "C:\\Windows";
    machine_.file_identity = [files = files_](const std::string& file) -> Result<std::string> {
      const auto found = files->find(file);
      if (found == files->end()) return Error{Reason::path_missing, 2, file};
      return found->second;
    };
    machine_.clock_ahead = [](const std::string& node) -> Result<Duration> {
      if (node != "NODE2") return Error{Reason::internal_error, 0, node};
      return Duration(std::chrono::seconds(3));
    };
  }

  const std::shared_ptr<std::map<std::string, std::string>> files_ =
      std::make_shared<std::map<std::string, std::string>>();
  Machine machine_;
};

TEST_F(Cluster, IsLookedAtOnEachNodeOverItsShares) {
  *files_ = {{R"(C:\Program Files\DeepAlive\deepalive_cluster.dll)", "1.0.0.0"},
             {R"(\\NODE2\C$\Program Files\DeepAlive\deepalive_cluster.dll)", "1.1.0.0"},
             {R"(C:\Windows\System32\inetsrv\clusweb7.vbs)", "sha256:01"}};
  auto read = read_cluster(RegistryText(healthy_registry()));
  ASSERT_TRUE(read && *read);
  ClusterFacts& cluster = **read;
  const auto clocks = look_at_cluster(cluster, machine_);
  ASSERT_EQ(clocks.size(), 1U);
  EXPECT_EQ(clocks[0].node, "NODE2");
  EXPECT_EQ(*clocks[0].ahead, Duration(std::chrono::seconds(3)));
  const auto& dll = cluster.resources[0].copies;
  ASSERT_EQ(dll.size(), 2U);
  EXPECT_EQ(*dll[0].identity, "1.0.0.0");
  EXPECT_EQ(*dll[1].identity, "1.1.0.0");
  const auto& script = cluster.resources[1].copies;
  EXPECT_EQ(*script[0].identity, "sha256:01");
  ASSERT_FALSE(script[1].identity);
  EXPECT_EQ(script[1].identity.error().reason, Reason::path_missing);
  EXPECT_EQ(script[1].identity.error().where, R"(\\NODE2\admin$\System32\inetsrv\clusweb7.vbs)");
}

TEST_F(Cluster, LeavesANodeThatHangsBehind) {
  const auto never = std::make_shared<std::promise<void>>();
  const std::shared_future<void> hang = never->get_future().share();
  machine_.file_identity = [hang](const std::string& file) -> Result<std::string> {
    if (file.starts_with(R"(\\NODE2)")) hang.wait();
    return std::string("1.0.0.0");
  };
  auto read = read_cluster(RegistryText(healthy_registry()));
  ASSERT_TRUE(read && *read);
  look_at_cluster(**read, machine_);
  never->set_value();  // the thread that was left behind ends
  const auto& copies = (*read)->resources[0].copies;
  EXPECT_EQ(*copies[0].identity, "1.0.0.0");
  ASSERT_FALSE(copies[1].identity);
  EXPECT_EQ(copies[1].identity.error().where, "reading files of NODE2: no answer within 5s");
}

TEST_F(Cluster, ReadsTheScriptsThatItRuns) {
  const deepalive::testing::TemporaryFolder folder;
  folder.write("x.vbs", "SITE_NAME = \"Shop\"\nAPP_POOL_NAME = \"ShopPool\"\n");
  ClusterFacts cluster;
  cluster.resources.resize(2);
  cluster.resources[0].is_script = cluster.resources[1].is_script = true;
  cluster.resources[0].file = (folder.path() / "x.vbs").string();
  cluster.resources[1].file = (folder.path() / "gone.vbs").string();
  look_at_cluster(cluster, machine_);
  ASSERT_TRUE(cluster.resources[0].script);
  EXPECT_EQ(cluster.resources[0].script->site, "Shop");
  EXPECT_FALSE(cluster.resources[1].script);
}

TEST_F(Cluster, LooksForADllWithoutAFolderWhereTheClusterDoes) {
  *files_ = {{R"(C:\Windows\Cluster\own.dll)", "1"}, {R"(C:\Windows\System32\other.dll)", "2"}};
  ClusterFacts cluster;
  cluster.nodes = {"NODE1"};
  cluster.resources.resize(2);
  cluster.resources[0].file = "own.dll";
  cluster.resources[1].file = "other.dll";
  look_at_cluster(cluster, machine_);
  EXPECT_EQ(*cluster.resources[0].copies[0].identity, "1");
  EXPECT_EQ(*cluster.resources[1].copies[0].identity, "2");
}

TEST(SharedConfigLook, FindsTheShareAndItsKeyFile) {
  const deepalive::testing::TemporaryFolder folder;
  const std::string share = (folder.path() / "share").string();
  folder.write("redirection.config",
               "<configuration><configurationRedirection enabled=\"true\" path=\"" + share +
                   "\" /></configuration>");
  std::filesystem::create_directory(share);
  const auto look = [&] { return look_at_shared_config(folder.path().string(), Machine{}); };
  SharedConfigFacts facts = look();
  ASSERT_TRUE(facts.redirection);
  EXPECT_TRUE(facts.redirection->enabled);
  ASSERT_TRUE(facts.share);
  EXPECT_EQ(facts.share->outcome, Outcome::fail);
  ASSERT_TRUE(facts.key_file);
  EXPECT_FALSE(*facts.key_file);
  folder.write("share/applicationHost.config",
               "<configuration><system.applicationHost><sites/></system.applicationHost>"
               "</configuration>");
  folder.write("share/configEncKey.key", "x");
  facts = look();
  EXPECT_EQ(facts.share->outcome, Outcome::pass) << facts.share->detail;
  EXPECT_TRUE(*facts.key_file);
}

TEST(SharedConfigLook, KnowsTheKeyContainersByTheirFiles) {
  const deepalive::testing::TemporaryFolder folder;
  Machine machine;
  machine.program_data = folder.path().string();
#ifdef _WIN32
  std::filesystem::create_directories(folder.path() / "Microsoft/Crypto/RSA/MachineKeys");
  folder.write("Microsoft/Crypto/RSA/MachineKeys/6de9cb26d2b98c01ec4e9e8b34824aa2_guid", "x");
  folder.write("Microsoft/Crypto/RSA/MachineKeys/0123456789_guid", "x");
  const auto facts = look_at_shared_config(folder.path().string(), machine);
  ASSERT_TRUE(facts.node_keys) << facts.node_keys.error().where;
  EXPECT_THAT(*facts.node_keys, ElementsAre("iisConfigurationKey"));
#else
  // The folder's name has backslashes in it here, and is not there.
  const auto facts = look_at_shared_config(folder.path().string(), machine);
  ASSERT_FALSE(facts.node_keys);
  EXPECT_THAT(facts.node_keys.error().where, HasSubstr("MachineKeys"));
#endif
}

}  // namespace
}  // namespace deepalive::service::doctor
