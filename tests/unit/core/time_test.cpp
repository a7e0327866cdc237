#include "core/time.h"

#include <gtest/gtest.h>

namespace deepalive {
namespace {

using namespace std::chrono_literals;

WallTime unix_time(std::chrono::milliseconds since_epoch) {
  return WallTime(std::chrono::duration_cast<WallTime::duration>(since_epoch));
}

TEST(Time, WritesUtcWithMilliseconds) {
  EXPECT_EQ(to_utc_text(unix_time(0ms)), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(to_utc_text(unix_time(1'795'356'309'123ms)), "2026-11-22T14:05:09.123Z");
  EXPECT_EQ(to_utc_text(unix_time(1'709'164'800'000ms)), "2024-02-29T00:00:00.000Z");
  EXPECT_EQ(to_utc_text(unix_time(1'709'251'199'999ms)), "2024-02-29T23:59:59.999Z");
}

TEST(Time, WritesMomentsBeforeTheEpoch) {
  EXPECT_EQ(to_utc_text(unix_time(-1ms)), "1969-12-31T23:59:59.999Z");
}

TEST(Time, PartsOfAMillisecondAreCutNotRounded) {
  EXPECT_EQ(to_utc_text(unix_time(999ms) + 900us), "1970-01-01T00:00:00.999Z");
  EXPECT_EQ(to_milliseconds(1ms + 999us), 1u);
}

TEST(Time, NegativeDurationsCountAsNoMilliseconds) {
  EXPECT_EQ(to_milliseconds(-5s), 0u);
  EXPECT_EQ(to_milliseconds(0s), 0u);
  EXPECT_EQ(to_milliseconds(5s), 5000u);
}

TEST(Time, SecondsKeepTheirFraction) {
  EXPECT_DOUBLE_EQ(to_seconds(1500ms), 1.5);
  EXPECT_DOUBLE_EQ(to_seconds(-250ms), -0.25);
  EXPECT_DOUBLE_EQ(to_unix_seconds(unix_time(1'500ms)), 1.5);
}

TEST(Time, TheMonotonicClockDoesNotGoBack) {
  const Instant first = system_instant();
  const Instant second = system_instant();
  EXPECT_LE(first.steady, second.steady);
}

}  // namespace
}  // namespace deepalive
