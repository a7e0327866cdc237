#include "service/commands/table.h"

#include <gtest/gtest.h>

#include <sstream>

#include "service/console/screen.h"
#include "service/console/text.h"

namespace deepalive::service {
namespace {

std::string printed(const Table& table, Screen screen, std::string_view indent = "") {
  std::ostringstream out;
  const ScreenOf on(out, std::move(screen));
  table.print(out, indent);
  return out.str();
}

TEST(Table, AlignsColumnsByCharactersAndNotByBytes) {
  Table table({"A", "B"});
  table.add({"größe", "x"});
  table.add({"abc", "y"});
  EXPECT_EQ(printed(table, {}, " "), " A      B\n größe  x\n abc    y\n");
}

TEST(Table, CountsWideCharactersTwiceAndCombiningMarksNot) {
  Table table({"A", "B"});
  table.add({"漢字", "x"});
  table.add({"e\u0301e\u0301", "y"});
  EXPECT_EQ(printed(table, {}), "A     B\n漢字  x\ne\u0301e\u0301    y\n");
}

TEST(Table, IsNotCutWhereThereIsNoTerminal) {
  Table table({"ROLE", "WHY"});
  table.add({"shop", std::string(500, 'x')});
  EXPECT_EQ(printed(table, {}), "ROLE  WHY\nshop  " + std::string(500, 'x') + "\n");
}

TEST(Table, ContinuesItsLastColumnInFurtherLines) {
  Table table({"ROLE", "WHY"});
  table.add({"shop", "front: status 500 where 200-299 was expected"});
  EXPECT_EQ(printed(table, {.width = 30}),
            "ROLE  WHY\n"
            "shop  front: status 500 where\n"
            "      200-299 was expected\n");
}

TEST(Table, CutsFirstWhatIsToYield) {
  Table table({"ROLE", "SINCE", "WHY"});
  table.yields({1});
  table.add({"a-long-role", "2026-11-22T14:05:09Z", "because of the application"});
  EXPECT_EQ(printed(table, {.width = 50}),
            "ROLE         SINCE        WHY\n"
            "a-long-role  2026-11-22…  because of the\n"
            "                          application\n")
      << "11 + 2 + 11 + 2 + 24 columns";
}

TEST(Table, NeverExceedsTheScreen) {
  Table table({"ROLE", "VERDICT", "SINCE", "WHY"});
  table.yields({2});
  table.add({"shop", "unhealthy", "2026-11-22T14:05:09Z", "漢字漢字漢字 and 漢字 and more of it"});
  for (std::size_t width = 30; width < 100; ++width) {
    std::istringstream lines(printed(table, {.width = width}, "  "));
    for (std::string line; std::getline(lines, line);) {
      EXPECT_LE(display_width(line), width) << line;
    }
  }
}

TEST(Table, ColoursWordsOnlyWhereTheScreenTakesIt) {
  Table table({"ROLE", "VERDICT"});
  table.colours({1});
  table.add({"dead", "unhealthy"});
  EXPECT_EQ(printed(table, {}).find('\x1b'), std::string::npos);
  EXPECT_EQ(printed(table, {.colour = true}),
            "\x1b[2mROLE\x1b[0m  \x1b[2mVERDICT\x1b[0m\n"
            "dead  \x1b[31munhealthy\x1b[0m\n")
      << "a role named dead is not red";
}

TEST(Table, LetsNoControlCharacterThrough) {
  Table table({"ROLE", "WHY"});
  table.add({"shop", "title \x1b]0;pwned\x07 and \xc2\x9bX31m and a\nline"});
  EXPECT_EQ(printed(table, {}), "ROLE  WHY\nshop  title ?]0;pwned? and ?X31m and a line\n");
}

}  // namespace
}  // namespace deepalive::service
