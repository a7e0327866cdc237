#include "config/generate/yaml_text.h"

#include <gtest/gtest.h>

#include "tests/unit/config/loading.h"

namespace deepalive::config {
namespace {

TEST(YamlScalar, WritesOrdinaryNamesWithoutQuotes) {
  EXPECT_EQ(yaml_scalar("Default Web Site"), "Default Web Site");
  EXPECT_EQ(yaml_scalar("http://shop.example.com:8080/"), "http://shop.example.com:8080/");
}

TEST(YamlScalar, QuotesWhatYamlWouldTakeForSomethingElse) {
  EXPECT_EQ(yaml_scalar("O'Shop"), "'O''Shop'");
  EXPECT_EQ(yaml_scalar("null"), "'null'");
  EXPECT_EQ(yaml_scalar("Off"), "'Off'");
  EXPECT_EQ(yaml_scalar("2024"), "'2024'");
  EXPECT_EQ(yaml_scalar("a: b"), "'a: b'");
  EXPECT_EQ(yaml_scalar("a #b"), "'a #b'");
  EXPECT_EQ(yaml_scalar("Shop "), "'Shop '");
}

TEST(YamlScalar, EscapesWhatWouldBeAReference) {
  EXPECT_EQ(yaml_scalar("${env:PATH}"), "'$${env:PATH}'");
}

TEST(YamlScalar, IsReadBackAsItWas) {
  for (const char* name : {"Shop",  "O'Shop", "''",   "*.shop",   "&a",      "#1",     "a: b",
                           "a:b",   "- x",    "{x}",  "[x], y",   "!x",      "\"x\"",  "\\",
                           "C:\\x", "%x",     "@x",   "`x",       "|",       ">",      "?",
                           "~",     "null",   "NULL", "true",     "1e3",     " x ",    "${env:X}",
                           "$${x",  "$",      "a,b",  "Größe",    "МАГАЗИН", "店",     "😀",
                           "x:",    "a/",     "---",  "10.0.0.1", "1.5",     "1.2.3:4"}) {
    const NodeSpec spec = spec_of("roles: {r: {sites: [" + yaml_scalar(name) + "]}}");
    ASSERT_EQ(spec.roles.size(), 1U) << name;
    EXPECT_EQ(spec.roles[0].sites, std::vector<std::string>{name});
  }
}

TEST(YamlScalar, IsNothingForTextThatAConfigurationCannotHold) {
  EXPECT_TRUE(is_writable("Größe"));
  EXPECT_FALSE(is_writable(""));
  EXPECT_FALSE(is_writable("a\nb"));
  EXPECT_FALSE(is_writable("a\x7f"));
  EXPECT_FALSE(is_writable("\xFF"));
  EXPECT_TRUE(is_writable(std::string(1024, 'x')));
  EXPECT_FALSE(is_writable(std::string(1025, 'x')));
}

TEST(InComment, TextFromElsewhereStaysOnItsLine) {
  EXPECT_EQ(in_comment("a\nroles: {}"), "a?roles: {}");
  EXPECT_EQ(in_comment("\xFF"), "(not UTF-8)");
  EXPECT_LT(in_comment(std::string(5000, 'x')).size(), 250U);
}

}  // namespace
}  // namespace deepalive::config
