#include "probes/service/simulated_service_reader.h"

#include <gtest/gtest.h>

#include "tests/unit/probes/iis/node_file.h"

namespace deepalive::probes {
namespace {

class SimulatedServiceReaderTest : public testing::Test {
 protected:
  NodeFile disk_;
  SimulatedServiceReader reader_{disk_.path(), disk_.clock()};
};

TEST_F(SimulatedServiceReaderTest, FollowsTheFile) {
  disk_.write("services: {W3SVC: running, Spooler: paused}");
  EXPECT_EQ(reader_.query("w3svc")->phase, ServicePhase::running);
  EXPECT_EQ(reader_.query("WAS")->phase, ServicePhase::running);
  EXPECT_EQ(reader_.query("Spooler")->phase, ServicePhase::paused);
  disk_.write("services: {W3SVC: stopped, Spooler: paused}");
  EXPECT_EQ(reader_.query("W3SVC")->phase, ServicePhase::stopped);
}

TEST_F(SimulatedServiceReaderTest, ADisabledServiceIsStopped) {
  disk_.write("services: {W3SVC: disabled}");
  EXPECT_EQ(reader_.query("W3SVC")->phase, ServicePhase::stopped);
  EXPECT_TRUE(reader_.query("W3SVC")->disabled);
  EXPECT_FALSE(reader_.query("WAS")->disabled);
}

TEST_F(SimulatedServiceReaderTest, AServiceThatIsNotNamedIsMissing) {
  disk_.write("{}");
  const auto state = reader_.query("Spooler");
  ASSERT_FALSE(state);
  EXPECT_EQ(state.error().reason, Reason::service_missing);
  EXPECT_EQ(state.error().where, "service 'Spooler' is not installed");
}

TEST_F(SimulatedServiceReaderTest, WithoutAFileNothingIsKnown) {
  const auto state = reader_.query("W3SVC");
  ASSERT_FALSE(state);
  EXPECT_EQ(state.error().reason, Reason::service_query_failed);
}

}  // namespace
}  // namespace deepalive::probes
