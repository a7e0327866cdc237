#include "service/http/security/host_rule.h"

#include <gtest/gtest.h>

namespace deepalive::service {
namespace {

TEST(HostRule, TakesOverLoopbackTheNamesThatNoForeignPageCanHave) {
  const HostRule rule({}, "NODE1");
  for (const auto* const own :
       {"localhost", "localhost:9847", "LOCALHOST", "localhost.", "127.0.0.1", "127.0.0.1:9847",
        "[::1]:9847", "10.0.0.5", "node1", "Node1:9847"}) {
    EXPECT_TRUE(rule.allows(own, true)) << own;
  }
}

TEST(HostRule, RefusesOverLoopbackWhatAPageCanLeadHere) {
  const HostRule rule({}, "node1");
  for (const auto* const foreign :
       {"evil.example", "evil.example:9847", "localhost.evil.example", "node1.evil.example",
        "127.0.0.1.evil.example", "evil.localhost.example", "", ":9847", "a b", "[evil]", "*"}) {
    EXPECT_FALSE(rule.allows(foreign, true)) << foreign;
  }
}

TEST(HostRule, LeavesScrapesByNameOfOtherAddressesAlone) {
  EXPECT_TRUE(HostRule({}, "node1").allows("node1.example.com:9847", false));
}

TEST(HostRule, HoldsAllAddressesToNamesThatWereListed) {
  const HostRule rule({"status.example.com"}, "node1");
  for (const bool to_loopback : {true, false}) {
    EXPECT_TRUE(rule.allows("Status.Example.COM", to_loopback));
    EXPECT_TRUE(rule.allows("192.0.2.1:9847", to_loopback));
    EXPECT_TRUE(rule.allows("node1", to_loopback));
    EXPECT_FALSE(rule.allows("evil.example", to_loopback));
  }
}

TEST(HostRule, IsOffWithAStar) {
  const HostRule rule({"*"}, "node1");
  EXPECT_TRUE(rule.allows("evil.example", true));
}

TEST(HostRule, DoesNotTakeAnEmptyMachineNameForAName) {
  EXPECT_FALSE(HostRule({}, "").allows("", true));
}

}  // namespace
}  // namespace deepalive::service
