#include "probes/service/windows/scm_service_reader.h"

#include <gtest/gtest.h>
#include <windows.h>

namespace deepalive::probes {
namespace {

// Plug and Play runs on every Windows, and in every Wine prefix.
TEST(ScmServiceReader, ARunningServiceHasAProcess) {
  const auto services = make_scm_service_reader();
  const auto state = services->query("PlugPlay");
  ASSERT_TRUE(state) << state.error().where;
  EXPECT_EQ(state->phase, ServicePhase::running);
  EXPECT_NE(state->process_id, 0U);
  EXPECT_EQ(services->query("plugplay")->process_id, state->process_id);
}

TEST(ScmServiceReader, AServiceThatDoesNotExistIsMissing) {
  const auto services = make_scm_service_reader();
  const auto state = services->query("DeepAliveNoSuchService");
  ASSERT_FALSE(state);
  EXPECT_EQ(state.error().reason, Reason::service_missing);
  EXPECT_EQ(state.error().code, ERROR_SERVICE_DOES_NOT_EXIST);
  EXPECT_EQ(state.error().where, "service 'DeepAliveNoSuchService' is not installed");
}

TEST(ScmServiceReader, ANameThatCannotBeIsAFailedQueryAndNotAMissingService) {
  const auto services = make_scm_service_reader();
  const auto state = services->query("");
  ASSERT_FALSE(state);
  EXPECT_TRUE(services->query("PlugPlay")) << "one failure must not spoil the next query";
}

}  // namespace
}  // namespace deepalive::probes
