#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "tests/unit/config/loading.h"
#include "tests/unit/config/problem_table.h"

namespace deepalive::config {
namespace {

TEST(BadConfiguration, GivesExactlyItsProblemsEachWithItsPlace) {
  const int cases = for_each_case(
      DEEPALIVE_BAD_CONFIGURATIONS,
      [](const std::string& title, const std::string& yaml, const std::string& expected) {
        EXPECT_EQ(problems_of(yaml), expected) << "of: " << title << "\n" << yaml;
        EXPECT_NE(expected, "") << title;
      });
  EXPECT_GT(cases, 30);
}

TEST(BadConfiguration, ThatIsNotUtf8IsToldWhereItStopsBeingIt) {
  const std::string_view after = " error: is not UTF-8 from here; save it as UTF-8\n";
  EXPECT_EQ(problems_of("roles:\n  Über: \xDC\n"), "2:9:" + std::string(after));
  for (const std::string bad :
       {"\xC0\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xE2\x82", "\x80"}) {
    EXPECT_EQ(problems_of(bad), "1:1:" + std::string(after));
  }
  EXPECT_EQ(problems_of(std::string("\xFF\xFEr\0o\0", 6)), "1:1:" + std::string(after));
}

TEST(BadConfiguration, WithAControlCharacterIsToldWhereItIs) {
  EXPECT_EQ(problems_of(std::string("roles: {}\na: \0", 14)),
            "2:4: error: a control character; remove it\n");
  EXPECT_EQ(problems_of("roles: \x1b[31m"), "1:8: error: a control character; remove it\n");
}

TEST(BadConfiguration, IndentedByATabIsToldSo) {
  EXPECT_EQ(
      problems_of("roles:\n\ta: {}\n"),
      "2:3: error: invalid YAML: illegal map value; the line is indented by a tab, which YAML "
      "forbids: use blanks\n");
}

}  // namespace
}  // namespace deepalive::config
