#include "probes/http/base64.h"

#include <gtest/gtest.h>

#include <string>

namespace deepalive::probes {
namespace {

TEST(Base64, WritesAndReadsTheExamplesOfItsSpecification) {
  // RFC 4648, section 10.
  for (const auto& [bytes, text] : {std::pair<std::string, std::string>{"", ""},
                                    {"f", "Zg=="},
                                    {"fo", "Zm8="},
                                    {"foo", "Zm9v"},
                                    {"foobar", "Zm9vYmFy"}}) {
    EXPECT_EQ(to_base64(bytes), text);
    EXPECT_EQ(from_base64(text), bytes);
  }
}

TEST(Base64, KeepsZeros) {
  const std::string bytes("\0a\0\0", 4);
  EXPECT_EQ(from_base64(to_base64(bytes)), bytes);
}

TEST(Base64, RefusesWhatIsNone) {
  for (const char* text : {"Zg", "Zg=", "Z?==", "Zm9v Zm9v"}) {
    EXPECT_EQ(from_base64(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace deepalive::probes
