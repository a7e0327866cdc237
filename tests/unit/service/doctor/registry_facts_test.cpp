#include "service/doctor/registry_facts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/service/doctor/healthy_node.h"
#include "tests/unit/service/doctor/registry_text.h"

namespace deepalive::service::doctor {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(RegistryFacts, ReadWindowsAndIis) {
  const WindowsFacts facts = read_windows(RegistryText(healthy_registry()));
  EXPECT_EQ(**facts.product, "Windows Server 2022 Datacenter");
  EXPECT_EQ(**facts.version, "6.3");
  EXPECT_EQ(**facts.iis, "Version 10.0");
  EXPECT_EQ(facts.helper_rights->size(), 3U);
  EXPECT_EQ(**facts.vbscript, R"(C:\Windows\System32\vbscript.dll)");
  EXPECT_EQ(**facts.csc_read_only, 1U);
  EXPECT_THAT(*facts.csc_assigned, ElementsAre(R"(\\fs\iis)"));
  EXPECT_EQ(**facts.agent_account, "LocalSystem");
}

TEST(RegistryFacts, TellWhatIsNotThereFromWhatCannotBeRead) {
  const WindowsFacts missing = read_windows(RegistryText(""));
  ASSERT_TRUE(missing.iis);
  EXPECT_FALSE(*missing.iis);
  ASSERT_TRUE(missing.vbscript);
  EXPECT_FALSE(*missing.vbscript);
  EXPECT_THAT(*missing.helper_rights, IsEmpty());
  RegistryText denied(healthy_registry());
  denied.deny("SOFTWARE");
  EXPECT_FALSE(read_windows(denied).iis);
  EXPECT_TRUE(read_windows(denied).agent_account);
}

TEST(RegistryFacts, TakeAValueOfAnotherTypeForNone) {
  const WindowsFacts facts =
      read_windows(RegistryText("[SOFTWARE\\Microsoft\\InetStp]\n"
                                "\"VersionString\"=dword:0000000a\n"));
  ASSERT_TRUE(facts.iis);
  EXPECT_FALSE(*facts.iis);
}

TEST(ClusterDatabase, HasTheNodesAndTheResourcesThatAreForWebsites) {
  const auto cluster = read_cluster(RegistryText(healthy_registry()));
  ASSERT_TRUE(cluster && *cluster);
  EXPECT_THAT((*cluster)->nodes, ElementsAre("NODE1", "NODE2"));
  ASSERT_EQ((*cluster)->resources.size(), 2U);
  const ClusterResource& dll = (*cluster)->resources[0];
  EXPECT_EQ(dll.name, "DeepAlive shop");
  EXPECT_EQ(dll.file, R"(C:\Program Files\DeepAlive\deepalive_cluster.dll)");
  EXPECT_EQ(dll.role, "shop");
  EXPECT_TRUE(dll.separate_monitor);
  EXPECT_EQ(dll.timings.is_alive, 60'000U);
  const ClusterResource& script = (*cluster)->resources[1];
  EXPECT_TRUE(script.is_script);
  EXPECT_EQ(script.file, R"(C:\Windows\System32\inetsrv\clusweb7.vbs)");
  EXPECT_FALSE(script.separate_monitor);
  EXPECT_FALSE(script.timings.pending);
}

TEST(ClusterDatabase, GivesAResourceItsTypesIntervalWhereItHasNone) {
  const auto cluster = read_cluster(RegistryText(healthy_registry()));
  ASSERT_TRUE(cluster && *cluster);
  EXPECT_EQ((*cluster)->resources[0].timings.looks_alive, 5'000U);
}

TEST(ClusterDatabase, KnowsTheRoleOfAStampedDllByItsType) {
  const auto cluster = read_cluster(
      RegistryText("[Cluster\\Nodes\\1]\n\"NodeName\"=\"N\"\n"
                   "[Cluster\\Resources\\1f]\n\"Type\"=\"DeepAlive IIS Role shop\"\n"));
  ASSERT_TRUE(cluster && *cluster);
  EXPECT_EQ((*cluster)->resources.at(0).role, "shop");
}

TEST(ClusterDatabase, IsNullWhereThereIsNoneAndAnErrorWhereItCannotBeRead) {
  const auto none = read_cluster(RegistryText(""));
  ASSERT_TRUE(none);
  EXPECT_FALSE(*none);
  RegistryText denied(healthy_registry());
  denied.deny("Cluster\\Resources\\1f");
  EXPECT_FALSE(read_cluster(denied));
}

}  // namespace
}  // namespace deepalive::service::doctor
