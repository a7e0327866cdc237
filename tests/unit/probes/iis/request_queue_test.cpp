#include "probes/iis/request_queue.h"

#include <gtest/gtest.h>

#include "probes/iis/simulated_reader.h"
#include "tests/unit/probes/iis/node_file.h"

namespace deepalive::probes {
namespace {

std::string judged(const Result<std::uint32_t>& length, RequestQueueTarget target) {
  target.app_pool = "Pool";
  const Finding finding = judge_request_queue(length, target);
  return std::string(to_name(finding.outcome)) + (finding.degraded ? " degraded " : " ") +
         std::string(to_name(finding.reason)) + ": " + finding.detail;
}

TEST(RequestQueue, IsJudgedByItsBounds) {
  const RequestQueueTarget both{.app_pool = {}, .degraded = 10, .fail = 100};
  EXPECT_EQ(judged(0U, both), "pass ok: 0 requests wait for application pool 'Pool'");
  EXPECT_EQ(judged(1U, both), "pass ok: 1 request waits for application pool 'Pool'");
  EXPECT_EQ(judged(10U, both),
            "pass degraded queue_long: 10 requests wait for application pool 'Pool' (degraded from "
            "10)");
  EXPECT_EQ(judged(100U, both),
            "fail queue_long: 100 requests wait for application pool 'Pool' (fail from 100)");
  EXPECT_EQ(judged(99U, {.app_pool = {}, .degraded = {}, .fail = 100}),
            "pass ok: 99 requests wait for application pool 'Pool'");
}

TEST(RequestQueue, ThatCannotBeReadSaysNothing) {
  EXPECT_EQ(judged(Error{Reason::queue_unreadable, 0, "no counters"},
                   {.app_pool = {}, .degraded = 1, .fail = {}}),
            "indeterminate queue_unreadable: no counters");
}

TEST(RequestQueue, OfASimulatedPoolIsInItsFile) {
  const NodeFile file;
  file.write("app_pools: {ShopPool: {request_queue: 12}, Idle: {}}");
  SimulatedFile simulated(file.path(), file.clock());
  const auto length = [&simulated](const char* pool) {
    const auto read = simulated_queue_length(simulated, pool);
    return read ? std::to_string(*read) : std::string(to_name(read.error().reason));
  };
  EXPECT_EQ(length("shoppool"), "12");
  EXPECT_EQ(length("Idle"), "0");
  EXPECT_EQ(length("Ghost"), "queue_unreadable");
}

}  // namespace
}  // namespace deepalive::probes
