#include "probes/iis/iis_services.h"

#include <gtest/gtest.h>

#include <map>

namespace deepalive::probes {
namespace {

class IisServices : public testing::Test {
 protected:
  std::optional<IisServiceDown> down() {
    return iis_service_down([this](std::string_view name) { return states_.find(name)->second; });
  }

  std::map<std::string, Result<ServiceState>, std::less<>> states_ = {
      {"W3SVC", ServiceState{.phase = ServicePhase::running}},
      {"WAS", ServiceState{.phase = ServicePhase::running}}};
};

TEST_F(IisServices, BothRun) { EXPECT_FALSE(down()); }

TEST_F(IisServices, OnlyAStoppedOneIsAtRest) {
  for (const char* name : {"WAS", "W3SVC"}) {
    for (const ServicePhase phase : kAllServicePhases) {
      if (phase == ServicePhase::running) continue;
      states_.find(name)->second = ServiceState{.phase = phase};
      ASSERT_TRUE(down());
      EXPECT_EQ(down()->text,
                "service " + std::string(name) + " is " + std::string(to_name(phase)));
      EXPECT_EQ(down()->at_rest, phase == ServicePhase::stopped);
    }
    states_.find(name)->second = ServiceState{.phase = ServicePhase::running};
  }
}

TEST_F(IisServices, OneThatIsNotInstalledIsAtRest) {
  states_.find("WAS")->second = Error{Reason::service_missing, 1060, "service 'WAS' is missing"};
  ASSERT_TRUE(down());
  EXPECT_EQ(down()->text, "service 'WAS' is missing");
  EXPECT_TRUE(down()->at_rest);
}

TEST_F(IisServices, OneThatCannotBeAskedIsNotHeldToBeDown) {
  states_.find("WAS")->second = Error{Reason::service_query_failed, 5, "denied"};
  EXPECT_FALSE(down());
  states_.find("W3SVC")->second = ServiceState{.phase = ServicePhase::stopped};
  ASSERT_TRUE(down());
  EXPECT_EQ(down()->text, "service W3SVC is stopped");
}

}  // namespace
}  // namespace deepalive::probes
