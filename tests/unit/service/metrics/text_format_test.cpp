#include "service/metrics/text_format.h"

#include <gtest/gtest.h>

#include <bit>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>

namespace deepalive::service {
namespace {

std::string number(double value) {
  std::string text;
  append_number(text, value);
  return text;
}

double read(const std::string& text) {
  double value = 0;
  const auto end = std::from_chars(text.data(), text.data() + text.size(), value);
  EXPECT_EQ(end.ptr, text.data() + text.size()) << text;
  return value;
}

TEST(TextFormat, WritesNumbersAsShortAsTheyCanBe) {
  using Limits = std::numeric_limits<double>;
  EXPECT_EQ(number(0), "0");
  EXPECT_EQ(number(1), "1");
  EXPECT_EQ(number(-1), "-1");
  EXPECT_EQ(number(100000), "100000");
  EXPECT_EQ(number(0.1), "0.1");
  EXPECT_EQ(number(0.1 + 0.2), "0.30000000000000004");
  EXPECT_EQ(number(1700000001.123456), "1700000001.123456");
  EXPECT_EQ(number(9007199254740991), "9007199254740991");
  EXPECT_EQ(number(1e300), "1e+300");
  EXPECT_EQ(number(Limits::denorm_min()), "5e-324");
  EXPECT_EQ(number(Limits::quiet_NaN()), "NaN");
  EXPECT_EQ(number(-Limits::quiet_NaN()), "NaN");
  EXPECT_EQ(number(Limits::infinity()), "+Inf");
  EXPECT_EQ(number(-Limits::infinity()), "-Inf");
}

TEST(TextFormat, LosesNothingOfAnyNumber) {
  std::mt19937_64 random(1);
  for (int i = 0; i < 100'000; ++i) {
    const auto value = std::bit_cast<double>(random());
    if (!std::isfinite(value)) continue;
    ASSERT_EQ(std::bit_cast<std::uint64_t>(read(number(value))),
              std::bit_cast<std::uint64_t>(value));
  }
}

TEST(TextFormat, EscapesWhatWouldEndALabelOrItsLine) {
  std::string text;
  append_label(text, "site", "a\"b\\c\nd\xC3\xA9 {},=");
  EXPECT_EQ(text, "site=\"a\\\"b\\\\c\\nd\xC3\xA9 {},=\"");
}

TEST(TextFormat, EscapesHelpButNotItsQuotes) {
  std::string text;
  append_head(text, {"a_total", MetricKind::counter, "", "x{y=\"z\"}\\\nend"});
  EXPECT_EQ(text, "# HELP a_total x{y=\"z\"}\\\\\\nend\n# TYPE a_total counter\n");
}

}  // namespace
}  // namespace deepalive::service
