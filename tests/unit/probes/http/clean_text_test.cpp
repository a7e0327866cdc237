#include "probes/http/clean_text.h"

#include <gtest/gtest.h>

namespace deepalive::probes {
namespace {

TEST(CleanText, LeavesPrintableAsciiAlone) {
  EXPECT_EQ(clean_text("Microsoft-IIS/10.0"), "Microsoft-IIS/10.0");
}

TEST(CleanText, ReplacesWhatCouldSteerATerminalOrEndALine) {
  EXPECT_EQ(clean_text("a\r\nb\x1b[2J\x7f\0c"), "a??b?[2J?");
  EXPECT_EQ(clean_text(std::string_view("a\0b", 3)), "a?b");
  EXPECT_EQ(clean_text("\xc3\xa4"), "??");
}

TEST(CleanText, CutsWhatIsTooLong) {
  EXPECT_EQ(clean_text("abcdef", 3), "abc...");
  EXPECT_EQ(clean_text("abc", 3), "abc");
}

}  // namespace
}  // namespace deepalive::probes
