#include "probes/blocking_probe.h"

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <future>
#include <stdexcept>

#include "tests/unit/probes/look.h"

namespace deepalive::probes {
namespace {

using namespace std::chrono_literals;

BlockingProbe::Settings settings(Duration patience) {
  return {.what = "looking",
          .patience = patience,
          .hung_is = Outcome::fail,
          .hung_because = Reason::path_timeout};
}

// The context goes after the probes of a test: their threads post to it.
class BlockingProbeTest : public ::testing::Test {
 protected:
  std::string told(const BlockingProbe& probe) {
    Observation seen;
    boost::asio::co_spawn(context_, look(probe.run(system_instant), seen),
                          [](const std::exception_ptr& thrown) {
                            if (thrown) std::terminate();
                          });
    context_.restart();
    context_.run();
    return std::string(to_name(seen.outcome)) + " " + std::string(to_name(seen.reason)) +
           (seen.degraded ? " degraded: " : ": ") + seen.detail;
  }

  boost::asio::io_context context_{1};
};

TEST_F(BlockingProbeTest, SaysWhatTheLookFound) {
  const BlockingProbe probe(settings(30s), []() -> Finding {
    return {.outcome = Outcome::pass, .reason = Reason::slow, .detail = "so", .degraded = true};
  });
  EXPECT_EQ(told(probe), "pass slow degraded: so");
  EXPECT_EQ(told(probe), "pass slow degraded: so");
}

TEST_F(BlockingProbeTest, GivesALookUpThatHangs) {
  const auto release = std::make_shared<std::promise<void>>();
  const std::shared_future<void> released = release->get_future().share();
  const BlockingProbe probe(settings(20ms), [released]() -> Finding {
    released.wait();
    return {};
  });
  EXPECT_EQ(told(probe), "fail path_timeout: looking did not come back within 20ms");
  EXPECT_EQ(told(probe), "fail path_timeout: looking did not come back within 20ms");
  release->set_value();
}

TEST_F(BlockingProbeTest, ALookThatThrowsIsTheAgentsOwnFault) {
  const BlockingProbe probe(settings(30s), []() -> Finding { throw std::runtime_error("oh"); });
  EXPECT_EQ(told(probe), "indeterminate internal_error: looking: oh");
}

TEST_F(BlockingProbeTest, CanBeDestroyedWhileALookHangs) {
  const auto release = std::make_shared<std::promise<void>>();
  const std::shared_future<void> released = release->get_future().share();
  auto probe = std::make_unique<BlockingProbe>(settings(1h), [released]() -> Finding {
    released.wait();
    return {};
  });
  bool ended = false;
  Observation seen;
  boost::asio::co_spawn(context_, look(probe->run(system_instant), seen),
                        [&ended](const std::exception_ptr&) { ended = true; });
  context_.poll();
  probe.reset();
  EXPECT_FALSE(ended);
  release->set_value();
}

}  // namespace
}  // namespace deepalive::probes
