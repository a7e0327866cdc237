#include "service/pipe/line_buffer.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace deepalive::service {
namespace {

using What = LineBuffer::What;

void feed(LineBuffer& buffer, std::string_view bytes) {
  const auto space = buffer.free_space();
  ASSERT_LE(bytes.size(), space.size());
  std::ranges::copy(bytes, space.begin());
  buffer.commit(bytes.size());
}

TEST(LineBuffer, GivesLinesInTheOrderInWhichTheyCame) {
  LineBuffer buffer;
  feed(buffer, "one\ntwo\r\n\nthr");
  for (const std::string expected : {"one", "two", ""}) {
    const auto taken = buffer.take();
    EXPECT_EQ(taken.what, What::line);
    EXPECT_EQ(taken.text, expected);
  }
  EXPECT_EQ(buffer.take().what, What::incomplete);
  EXPECT_TRUE(buffer.has_part());
  feed(buffer, "ee\n");
  EXPECT_EQ(buffer.take().text, "three");
  EXPECT_FALSE(buffer.has_part());
}

TEST(LineBuffer, TakesTheLongestLineWholeAndNotOneByteMore) {
  LineBuffer longest;
  feed(longest, std::string(protocol::kMaxLine - 1, 'a') + "\n");
  EXPECT_EQ(longest.take().text.size(), protocol::kMaxLine - 1);

  LineBuffer too_long;
  feed(too_long, std::string(protocol::kMaxLine - 1, 'a'));
  EXPECT_EQ(too_long.take().what, What::incomplete);
  feed(too_long, "a");
  EXPECT_EQ(too_long.take().what, What::too_long);
}

TEST(LineBuffer, ALineThatFollowsAShortOneMayStillBeTheLongest) {
  LineBuffer buffer;
  feed(buffer, "PING\n" + std::string(4000, 'a'));
  EXPECT_EQ(buffer.take().text, "PING");
  EXPECT_EQ(buffer.take().what, What::incomplete);
  feed(buffer, std::string(95, 'a') + "\n");
  EXPECT_EQ(buffer.take().text.size(), 4095U);
}

TEST(LineBuffer, ALineThatIsNoTextIsToldApartAndTheNextOneIsRead) {
  LineBuffer buffer;
  feed(buffer, std::string_view("a\0b\nPING\n", 9));
  EXPECT_EQ(buffer.take().what, What::bad_encoding);
  EXPECT_EQ(buffer.take().what, What::line);
}

TEST(PlainText, IsUtf8WithoutControlCharacters) {
  const std::vector<std::string> good = {"",
                                         "PING",
                                         "a\tb",
                                         "\xC3\xA4",
                                         "\xE2\x82\xAC",
                                         "\xED\x9F\xBF",
                                         "\xEE\x80\x80",
                                         "\xF0\x9F\x98\x80",
                                         "\xF4\x8F\xBF\xBF"};
  for (const std::string& text : good) EXPECT_TRUE(is_plain_text(text)) << text;

  const std::vector<std::string> bad = {std::string(1, '\0'),
                                        "\x01",
                                        "\x1B[2J",
                                        "a\rb",
                                        "\x7F",
                                        "\x80",
                                        "\xC3",
                                        "\xC0\xAF",
                                        "\xC1\xBF",
                                        "\xE0\x9F\xBF",
                                        "\xED\xA0\x80",
                                        "\xF0\x8F\xBF\xBF",
                                        "\xF4\x90\x80\x80",
                                        "\xF5\x80\x80\x80",
                                        "\xFF",
                                        "\xE2\x82",
                                        "\xC3(",
                                        "\xF0\x9F\x98"};
  for (const std::string& text : bad)
    EXPECT_FALSE(is_plain_text(text)) << testing::PrintToString(text);
}

}  // namespace
}  // namespace deepalive::service
