#include "probes/iis/windows/pdh_queue_length.h"

#include <gtest/gtest.h>

namespace deepalive::probes {
namespace {

// Wine has no such counters, and a Windows that has them has no such pool.
TEST(PdhQueueLength, OfAPoolThatIsNotThereCannotBeRead) {
  const auto length = pdh_queue_length("No such pool (of tests)");
  ASSERT_FALSE(length);
  EXPECT_EQ(length.error().reason, Reason::queue_unreadable);
  EXPECT_FALSE(length.error().where.empty());
  GTEST_LOG_(INFO) << length.error().where;
}

}  // namespace
}  // namespace deepalive::probes
