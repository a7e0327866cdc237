#include "probes/tcp/tcp_probe.h"

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <exception>

#include "tests/servers/fault_server.h"
#include "tests/unit/probes/http/probe_harness.h"
#include "tests/unit/probes/look.h"

namespace deepalive::probes {
namespace {

using namespace std::chrono_literals;
using testing::ClosedPort;
using testing::FaultServer;

Observation look_at(const std::string& host, std::uint16_t port, Resolver& resolver,
                    Duration timeout = kAmple, const Clock& clock = system_instant) {
  boost::asio::io_context context(1);
  const TcpProbe probe({host + ":" + std::to_string(port)}, timeout, resolver);
  Observation seen;
  boost::asio::co_spawn(context, look(probe.run(clock), seen),
                        [](const std::exception_ptr& thrown) {
                          if (thrown) std::terminate();
                        });
  context.run();
  return seen;
}

TEST(TcpProbe, PassesWhenTheConnectionIsAcceptedAndSendsNothing) {
  const FaultServer server(testing::answers(200));
  TableResolver resolver;
  const Observation seen = look_at("127.0.0.1", server.port(), resolver);
  EXPECT_EQ(verdict_of(seen), "pass ok") << seen.detail;
  EXPECT_EQ(seen.detail, "connected to 127.0.0.1:" + std::to_string(server.port()));
  EXPECT_TRUE(server.requests().empty());
}

TEST(TcpProbe, FailsWhereNothingListens) {
  const ClosedPort closed;
  TableResolver resolver;
  const Observation seen = look_at("127.0.0.1", closed.port(), resolver);
  EXPECT_EQ(verdict_of(seen), "fail connect_refused") << seen.detail;
}

TEST(TcpProbe, TriesAllAddressesOfAName) {
  const FaultServer server(testing::answers(200));
  TableResolver resolver;
  resolver.knows("database", {"127.0.0.2", "127.0.0.1"});
  const Observation seen = look_at("database", server.port(), resolver);
  EXPECT_EQ(verdict_of(seen), "pass ok") << seen.detail;
}

TEST(TcpProbe, FailsForANameThatHasNoAddress) {
  TableResolver resolver;
  resolver.fails("database", boost::asio::error::host_not_found);
  EXPECT_EQ(verdict_of(look_at("database", 1433, resolver)), "fail resolve_failed");
}

TEST(TcpProbe, EndsAtItsDeadlineWhenTheNameServiceHangs) {
  TableResolver resolver;
  const auto start = std::chrono::steady_clock::now();
  const Observation seen = look_at("database", 1433, resolver, 50ms, standing_clock());
  EXPECT_EQ(verdict_of(seen), "fail resolve_timeout") << seen.detail;
  EXPECT_GE(std::chrono::steady_clock::now() - start, 50ms);
}

}  // namespace
}  // namespace deepalive::probes
