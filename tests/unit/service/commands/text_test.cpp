#include "service/console/text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "service/console/screen.h"

namespace deepalive::service {
namespace {

using ::testing::ElementsAre;

TEST(Printable, KeepsTextAndReplacesWhatATerminalWouldObey) {
  EXPECT_EQ(printable("größe 漢字"), "größe 漢字");
  EXPECT_EQ(printable("a\tb\r\nc"), "a b  c");
  EXPECT_EQ(printable("\x1b[2J\x7f\x01"), "?[2J??");
  EXPECT_EQ(printable("\xc2\x9b"), "?") << "CSI of eight bits";
  EXPECT_EQ(printable("\u202Egnp.exe"), "?gnp.exe") << "an override of the direction";
  EXPECT_EQ(printable("\xff\xc3"), "??") << "no UTF-8";
}

TEST(DisplayWidth, IsWhatATerminalGives) {
  EXPECT_EQ(display_width(""), 0U);
  EXPECT_EQ(display_width("größe"), 5U);
  EXPECT_EQ(display_width("漢字"), 4U);
  EXPECT_EQ(display_width("e\u0301"), 1U);
  EXPECT_EQ(display_width("a\u200Db"), 2U);
  EXPECT_EQ(display_width("\U0001F600"), 2U);
}

TEST(Cut, EndsWithAnEllipsisAndNeverWithinACharacter) {
  EXPECT_EQ(cut("healthy", 7), "healthy");
  EXPECT_EQ(cut("unhealthy", 7), "unheal…");
  EXPECT_EQ(cut("漢字漢字", 4), "漢…") << "half a wide character does not fit";
  EXPECT_EQ(cut("abc", 0), "");
}

TEST(Wrap, BreaksAtBlanksAndWithinWordsOnlyWhereItMust) {
  EXPECT_THAT(wrap("", 10), ElementsAre(""));
  EXPECT_THAT(wrap("one two three", 8), ElementsAre("one two", "three"));
  EXPECT_THAT(wrap("one two", 7), ElementsAre("one two"));
  EXPECT_THAT(wrap("abcdefgh", 3), ElementsAre("abc", "def", "gh"));
  EXPECT_THAT(wrap("漢字", 1), ElementsAre("漢", "字")) << "too narrow, and yet it ends";
  EXPECT_THAT(wrap("one   two", 4), ElementsAre("one", "two"));
}

TEST(PrintableJson, StaysTheSameJson) {
  const std::string json = boost::json::serialize(
      boost::json::object{{"detail", "\x7f \xc2\x9b \u202E größe \x1b \\ \""}});
  const std::string shown = printable_json(json);
  EXPECT_EQ(printable(shown), shown);
  EXPECT_EQ(boost::json::parse(shown), boost::json::parse(json));
}

TEST(ColourOfWord, GoesByTheLastOfTwoVerdictsAndTheFirstWord) {
  EXPECT_EQ(colour_of_word("healthy"), Colour::green);
  EXPECT_EQ(colour_of_word("healthy -> unhealthy"), Colour::red);
  EXPECT_EQ(colour_of_word("up (changing)"), Colour::green);
  EXPECT_EQ(colour_of_word("healthy, IsAlive false"), Colour::green);
  EXPECT_EQ(colour_of_word("shop"), Colour::none);
}

TEST(WantsColour, GoesByTheTerminalUnlessTold) {
  const auto by_itself = ColourMode::when_possible;
  EXPECT_TRUE(wants_colour(by_itself, true, std::nullopt, "xterm"));
  EXPECT_TRUE(wants_colour(by_itself, true, "", std::nullopt)) << "no-color.org: empty is not set";
  EXPECT_FALSE(wants_colour(by_itself, true, "1", "xterm"));
  EXPECT_FALSE(wants_colour(by_itself, true, std::nullopt, "dumb"));
  EXPECT_FALSE(wants_colour(by_itself, false, std::nullopt, "xterm"));
  EXPECT_TRUE(wants_colour(ColourMode::always, false, "1", "dumb"));
  EXPECT_FALSE(wants_colour(ColourMode::never, true, std::nullopt, "xterm"));
}

}  // namespace
}  // namespace deepalive::service
