#include "probes/service/windows/scm_service_starter.h"

#include <gtest/gtest.h>

#include "probes/service/windows/scm_service_reader.h"
#include "tests/windows/iis/scm_test_service.h"

namespace deepalive::probes {
namespace {

TEST(ScmServiceStarter, ARunningServiceIsLeftAlone) {
  const auto before = make_scm_service_reader()->query("PlugPlay");
  ASSERT_TRUE(before);
  const auto state = make_scm_service_starter()->start("plugplay");
  ASSERT_TRUE(state) << state.error().where;
  EXPECT_EQ(state->phase, ServicePhase::running);
  EXPECT_EQ(state->process_id, before->process_id);
}

TEST(ScmServiceStarter, AServiceThatDoesNotExistIsMissing) {
  const auto state = make_scm_service_starter()->start("DeepAliveNoSuchService");
  ASSERT_FALSE(state);
  EXPECT_EQ(state.error().reason, Reason::service_missing);
}

TEST(ScmServiceStarter, ADisabledServiceIsNotStarted) {
  const ScmTestService service(SERVICE_DISABLED);
  const auto state = make_scm_service_starter()->start(service.name());
  ASSERT_FALSE(state);
  EXPECT_EQ(state.error().reason, Reason::service_disabled);
  EXPECT_EQ(state.error().code, ERROR_SERVICE_DISABLED);
  EXPECT_EQ(state.error().where, "service '" + service.name() +
                                     "' is disabled: change its start type, nothing can start it");
}

TEST(ScmServiceStarter, AServiceThatCannotStartSaysWhy) {
  const ScmTestService service(SERVICE_DEMAND_START);
  const auto state = make_scm_service_starter()->start(service.name());
  ASSERT_FALSE(state);
  EXPECT_EQ(state.error().reason, Reason::start_refused);
  EXPECT_NE(state.error().code, 0);
  EXPECT_TRUE(state.error().where.starts_with("starting service '" + service.name() + "': "))
      << state.error().where;
}

TEST(ScmServiceReaderDisabled, IsToldOfAStoppedService) {
  const ScmTestService disabled(SERVICE_DISABLED);
  const ScmTestService on_demand(SERVICE_DEMAND_START);
  const auto services = make_scm_service_reader();
  const auto state = services->query(disabled.name());
  ASSERT_TRUE(state) << state.error().where;
  EXPECT_EQ(state->phase, ServicePhase::stopped);
  EXPECT_TRUE(state->disabled);
  EXPECT_FALSE(services->query(on_demand.name())->disabled);
  EXPECT_FALSE(services->query("PlugPlay")->disabled);
}

}  // namespace
}  // namespace deepalive::probes
