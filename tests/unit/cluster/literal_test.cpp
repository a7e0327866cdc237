#include "cluster/script/literal.h"

#include <gtest/gtest.h>

namespace deepalive::cluster {
namespace {

TEST(VBScriptLiteral, DoublesQuotesAndLeavesTheRest) {
  EXPECT_EQ(vbscript_literal("Shop"), R"("Shop")");
  EXPECT_EQ(vbscript_literal(R"(a "b" 'c' 100% ^ & \)"), R"("a ""b"" 'c' 100% ^ & \")");
  EXPECT_EQ(vbscript_literal(R"(")"), R"("""")");
  EXPECT_EQ(vbscript_literal(""), R"("")");
}

TEST(VBScriptLiteral, WritesOtherCharactersByTheirCode) {
  EXPECT_EQ(vbscript_literal("Caf\xC3\xA9 2"), R"("Caf" & ChrW(233) & " 2")");
  EXPECT_EQ(vbscript_literal("\xE2\x82\xAC"), "ChrW(8364)");
  EXPECT_EQ(vbscript_literal("\xF0\x9F\x98\x80!"), R"(ChrW(55357) & ChrW(56832) & "!")");
  EXPECT_EQ(vbscript_literal("a\r\n"), R"("a" & ChrW(13) & ChrW(10))");
}

TEST(JScriptLiteral, EscapesWhatWouldEndIt) {
  EXPECT_EQ(jscript_literal("Shop"), "'Shop'");
  EXPECT_EQ(jscript_literal(R"(a "b" 'c' \)"), R"('a "b" \'c\' \\')");
  EXPECT_EQ(jscript_literal("a\nb"), R"('a\u000ab')");
}

TEST(JScriptLiteral, WritesOtherCharactersByTheirCode) {
  EXPECT_EQ(jscript_literal("Caf\xC3\xA9"), R"('Caf\u00e9')");
  EXPECT_EQ(jscript_literal("\xE2\x80\xA8"), R"('\u2028')");  // a line end in JScript
  EXPECT_EQ(jscript_literal("\xF0\x9F\x98\x80"), R"('\ud83d\ude00')");
}

TEST(PowerShellLiteral, DoublesEveryApostropheThatItKnows) {
  EXPECT_EQ(powershell_literal("O'Neil $(x) `n"), "'O''Neil $(x) `n'");
  for (const std::string quote : {"\xE2\x80\x98", "\xE2\x80\x99", "\xE2\x80\x9A", "\xE2\x80\x9B"}) {
    EXPECT_EQ(powershell_literal(quote), "'" + quote + quote + "'");
  }
  EXPECT_EQ(powershell_literal("Caf\xC3\xA9"), "'Caf\xC3\xA9'");
}

// The replacement character stands for each byte that begins nothing.
TEST(Literals, ReplaceBrokenText) {
  EXPECT_EQ(jscript_literal("a\xFF"), R"('a\ufffd')");
  EXPECT_EQ(jscript_literal("\xC3"), R"('\ufffd')");                      // cut off
  EXPECT_EQ(jscript_literal("\xC3'"), R"('\ufffd\'')");                   // eats no quote
  EXPECT_EQ(jscript_literal("\xC0\xA7"), R"('\ufffd\ufffd')");            // an apostrophe, too long
  EXPECT_EQ(jscript_literal("\xED\xA0\x80"), R"('\ufffd\ufffd\ufffd')");  // half a pair
  EXPECT_EQ(jscript_literal("\xF4\x90\x80\x80"), R"('\ufffd\ufffd\ufffd\ufffd')");
  EXPECT_EQ(powershell_literal("a\xFF'"), "'a\xEF\xBF\xBD'''");
  EXPECT_EQ(vbscript_literal("\xE0\x80"), "ChrW(65533) & ChrW(65533)");
}

TEST(IsAscii, KnowsTheFirstOther) {
  EXPECT_TRUE(is_ascii("a\x7F"));
  EXPECT_FALSE(is_ascii("a\x80"));
}

}  // namespace
}  // namespace deepalive::cluster
