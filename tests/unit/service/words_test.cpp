#include "service/words.h"

#include <gtest/gtest.h>

namespace deepalive::service {
namespace {

using namespace std::chrono_literals;

TEST(AgeText, HasOneUnitThatFits) {
  EXPECT_EQ(age_text(0ms), "0 ms");
  EXPECT_EQ(age_text(999ms), "999 ms");
  EXPECT_EQ(age_text(1s), "1 s");
  EXPECT_EQ(age_text(119s), "119 s");
  EXPECT_EQ(age_text(120s), "2 min");
  EXPECT_EQ(age_text(2h), "2 h");
  EXPECT_EQ(age_text(48h), "2 d");
}

}  // namespace
}  // namespace deepalive::service
