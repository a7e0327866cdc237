#include "service/http/security/rate_limiter.h"

#include <gtest/gtest.h>

namespace deepalive::service {
namespace {

using namespace std::chrono_literals;
const TimePoint kStart{1h};

TEST(RateLimiter, LetsABurstInAndThenOneEachInterval) {
  RateLimiter limiter;
  const config::RateLimit limit{1s, 2};
  EXPECT_TRUE(limiter.allow(limit, kStart));
  EXPECT_TRUE(limiter.allow(limit, kStart));
  EXPECT_FALSE(limiter.allow(limit, kStart));
  EXPECT_FALSE(limiter.allow(limit, kStart + 500ms));
  EXPECT_TRUE(limiter.allow(limit, kStart + 1500ms));
  EXPECT_FALSE(limiter.allow(limit, kStart + 1600ms));
}

TEST(RateLimiter, SavesNoMoreThanABurst) {
  RateLimiter limiter;
  const config::RateLimit limit{1s, 2};
  limiter.allow(limit, kStart);
  int allowed = 0;
  for (int i = 0; i < 10; ++i) allowed += limiter.allow(limit, kStart + 1h) ? 1 : 0;
  EXPECT_EQ(allowed, 2);
}

TEST(RateLimiter, WithoutALimitLetsAllIn) {
  RateLimiter limiter;
  for (int i = 0; i < 1000; ++i) EXPECT_TRUE(limiter.allow({}, kStart));
}

TEST(RateLimiter, TakesAnotherLimitAtOnce) {
  RateLimiter limiter;
  EXPECT_TRUE(limiter.allow({1h, 1}, kStart));
  EXPECT_FALSE(limiter.allow({1h, 1}, kStart));
  EXPECT_TRUE(limiter.allow({1h, 5}, kStart));
}

}  // namespace
}  // namespace deepalive::service
