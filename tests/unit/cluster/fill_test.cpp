#include "cluster/script/fill.h"

#include <gtest/gtest.h>

#include <array>

namespace deepalive::cluster {
namespace {

TEST(Fill, PutsEachTextWhereItsNameStands) {
  const std::array fillings = {Filling{"a", "one"}, Filling{"b", "two"}};
  EXPECT_EQ(fill("{{a}} and {{b}} and {{a}}", fillings), "one and two and one");
}

TEST(Fill, DoesNotLookAtWhatItFilledIn) {
  const std::array fillings = {Filling{"a", "{{b}}"}, Filling{"b", "{{a}}"}};
  EXPECT_EQ(fill("{{a}}{{b}}", fillings), "{{b}}{{a}}");
}

TEST(Fill, LeavesWhatItDoesNotKnow) {
  EXPECT_EQ(fill("{{c}} {{ }", std::array{Filling{"a", "one"}}), "{{c}} {{ }");
}

TEST(Fill, EndsLinesAsWindowsDoes) { EXPECT_EQ(with_crlf("a\n\nb"), "a\r\n\r\nb"); }

}  // namespace
}  // namespace deepalive::cluster
