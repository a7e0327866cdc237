#include <gtest/gtest.h>

#include "probes/iis/observe.h"
#include "tests/unit/probes/iis/readings.h"

namespace deepalive::probes {
namespace {

Observation observe(Result<ServiceState> reading) {
  return observe_service(reading, ServiceTarget{"W3SVC"}, kNow, std::chrono::milliseconds(2));
}

TEST(ObserveService, OnlyRunningPasses) {
  for (const ServicePhase phase : kAllServicePhases) {
    const Observation seen = observe(ServiceState{.phase = phase});
    const bool running = phase == ServicePhase::running;
    EXPECT_EQ(seen.outcome, running ? Outcome::pass : Outcome::fail);
    EXPECT_EQ(seen.reason, running ? Reason::ok : Reason::service_not_running);
    EXPECT_EQ(seen.detail, "service 'W3SVC' is " + std::string(to_name(phase)));
    EXPECT_EQ(seen.duration, std::chrono::milliseconds(2));
  }
}

TEST(ObserveService, AStoppedServiceThatIsDisabledSaysSo) {
  const Observation seen = observe(ServiceState{.phase = ServicePhase::stopped, .disabled = true});
  EXPECT_EQ(seen.outcome, Outcome::fail);
  EXPECT_EQ(seen.reason, Reason::service_disabled);
  EXPECT_EQ(seen.detail,
            "service 'W3SVC' is stopped and disabled: change its start type, nothing can start it");
}

TEST(ObserveService, AServiceThatRunsAlthoughItIsDisabledPasses) {
  EXPECT_EQ(observe(ServiceState{.phase = ServicePhase::running, .disabled = true}).outcome,
            Outcome::pass);
}

TEST(ObserveService, AServiceThatIsNotInstalledFails) {
  const Observation seen = observe(Error{Reason::service_missing, 1060, "no such service"});
  EXPECT_EQ(seen.outcome, Outcome::fail);
  EXPECT_EQ(seen.reason, Reason::service_missing);
}

TEST(ObserveService, AQueryThatFailsSaysNothingAboutTheService) {
  const Observation seen = observe(Error{Reason::service_query_failed, 5, "access denied"});
  EXPECT_EQ(seen.outcome, Outcome::indeterminate);
  EXPECT_EQ(seen.reason, Reason::service_query_failed);
  EXPECT_EQ(seen.detail, "access denied");
}

}  // namespace
}  // namespace deepalive::probes
