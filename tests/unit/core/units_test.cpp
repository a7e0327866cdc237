#include "core/units.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <utility>
#include <vector>

namespace deepalive {
namespace {

using namespace std::chrono_literals;

TEST(Units, ReadsDurations) {
  const std::vector<std::pair<std::string, Duration>> table = {
      {"250ms", 250ms},  {"5s", 5s},   {"10m", 10min},      {"24h", 24h},
      {"14d", 24h * 14}, {"0s", 0s},   {"007s", 7s},        {"3653d", 24h * 3653},
      {"1ms", 1ms},      {"90s", 90s}, {"86400000ms", 24h},
  };
  for (const auto& [text, duration] : table) EXPECT_EQ(parse_duration(text), duration) << text;
}

TEST(Units, RefusesWhatIsNoDuration) {
  for (const std::string text : {"",
                                 "5",
                                 "s",
                                 " 5s",
                                 "5s ",
                                 "5 s",
                                 "-5s",
                                 "+5s",
                                 "1.5s",
                                 "5S",
                                 "5sec",
                                 "5us",
                                 "1h30m",
                                 "0x5s",
                                 "3654d",
                                 "99999999999999999999s",
                                 "18446744073709551615d",
                                 "18014398509481984d",
                                 "5\xC2\xB5s",
                                 "1e3s"}) {
    EXPECT_EQ(parse_duration(text), std::nullopt) << text;
  }
  EXPECT_EQ(parse_duration(std::string("5s\0", 3)), std::nullopt);
}

TEST(Units, WritesDurationsInTheLargestUnitThatDividesThem) {
  const std::vector<std::pair<Duration, std::string>> table = {
      {0s, "0ms"}, {250ms, "250ms"}, {1s, "1s"},      {90s, "90s"},      {60s, "1m"},
      {24h, "1d"}, {36h, "36h"},     {1500us, "1ms"}, {14 * 24h, "14d"},
  };
  for (const auto& [duration, text] : table) EXPECT_EQ(format_duration(duration), text);
}

TEST(Units, ReadsSizes) {
  const std::vector<std::pair<std::string, std::size_t>> table = {
      {"512B", 512},
      {"64KiB", 65'536},
      {"10MiB", 10'485'760},
      {"1GiB", 1'073'741'824},
      {"4096", 4096},
      {"0", 0},
      {"1024GiB", std::size_t{1} << 40},
  };
  for (const auto& [text, size] : table) EXPECT_EQ(parse_size(text), size) << text;
}

TEST(Units, RefusesWhatIsNoSize) {
  for (const std::string text :
       {"", "B", "KiB", "10KB", "10kib", "10 MiB", "-1", "+1", "1.5MiB", "1025GiB",
        "17179869184GiB", "99999999999999999999", "1TiB", "12B "}) {
    EXPECT_EQ(parse_size(text), std::nullopt) << text;
  }
}

TEST(Units, ReadsBackWhatItWrites) {
  std::mt19937_64 random(20260301);
  for (int i = 0; i < 5000; ++i) {
    const Duration duration = std::chrono::milliseconds(random() % 300'000'000'000);
    EXPECT_EQ(parse_duration(format_duration(duration)), duration);
    const std::size_t size = (random() % 5'000) << (random() % 28);
    EXPECT_EQ(parse_size(format_size(size)), size);
  }
}

}  // namespace
}  // namespace deepalive
