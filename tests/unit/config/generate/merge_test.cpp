#include "config/generate/merge.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

#include "tests/unit/config/generate/found_sites.h"
#include "tests/unit/config/loading.h"

namespace deepalive::config {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

Merged merge(std::string_view text, std::vector<IisSite> sites, bool asked_for = false) {
  const FakeEnvironment nothing;
  return merge_roles(text, config_folder() / "deepalive.yaml", nothing.environment(),
                     {std::move(sites), asked_for, ""});
}

IisSite blog() { return site(2, "Blog", {"http/*:80:blog"}); }

// The lines of the role for blog(), behind two blanks.
constexpr const char* kBlog = R"(
  # Site 2, 'Blog'. Its applications' pools: DefaultAppPool.
  blog:
    placement: cluster
    sites: [Blog]
    checks:
      # http/*:80:blog
      - name: http-blog
        http:
          url: http://blog/
          connect_to: 127.0.0.1
          expect: {status: [200-499]}
)";

std::string problem_of(const Merged& merged) { return format_problems(merged.problems, "FILE"); }

// What stands at the end of the roles, with what follows; the new role goes between them.
struct Spot {
  const char* name;
  std::string above;
  std::string below;
};

TEST(MergeRoles, AddToTheEndOfTheRolesAndKeepEveryByte) {
  const Spot places[] = {
      {"at the end", "roles:\n  shop: {sites: [Shop]}\n", ""},
      {"before another section", "roles:\n  shop: {sites: [Shop]}\n", "defaults: {fall: 2}\n"},
      {"before the comment of another section", "roles:\n  shop: {sites: [Shop]}\n",
       "\n\n# What every check has.\ndefaults: {fall: 2}\n"},
      {"behind the comments of the last role",
       "# mine\nroles:\n  shop:   # my own\n    sites: [Shop]  # the shop\n    # not yet\n  # nor "
       "this\n",
       "\n# the end\n"},
      {"behind text of several lines",
       "roles:\n  shop:\n    sites: [Shop]\n    checks:\n      - name: a\n        http:\n"
       "          url: http://shop/\n          body: |\n            # no comment\n\n            "
       "x\n",
       "\nagent: {pipe: x}\n"},
      {"before the end of the document", "---\nroles:\n  shop: {sites: [Shop]}\n", "...\n"},
      {"under nothing", "agent: {pipe: x}\nroles: # none yet\n", "\ndefaults: {fall: 2}\n"},
      {"under nothing, quoted", "\"roles\":\n", ""},
  };
  for (const Spot& place : places) {
    SCOPED_TRACE(place.name);
    const Merged merged = merge(place.above + place.below, {blog()});
    EXPECT_EQ(problem_of(merged), "");
    EXPECT_EQ(merged.text, place.above + kBlog + place.below);
    EXPECT_THAT(problems_of(merged.text), IsEmpty());
  }
}

TEST(MergeRoles, AreIndentedAsTheOthersAre) {
  const Merged merged = merge("roles:\n    shop: {sites: [Shop]}\n", {blog()});
  EXPECT_THAT(merged.text, HasSubstr("\n    blog:\n      placement: cluster\n"));
  EXPECT_EQ(spec_of(merged.text).roles.size(), 2U);
}

TEST(MergeRoles, EndTheirLinesAsTheFileDoes) {
  const Merged merged = merge("roles:\r\n  shop: {sites: [Shop]}\r\n", {blog()});
  EXPECT_THAT(merged.text, HasSubstr("\r\n  blog:\r\n    placement: cluster\r\n"));
  EXPECT_EQ(spec_of(merged.text).roles.size(), 2U);
}

TEST(MergeRoles, BeginANewLineWhereTheLastOneHasNoEnd) {
  EXPECT_EQ(merge("roles:\n  shop: {sites: [Shop]}", {blog()}).text,
            std::string("roles:\n  shop: {sites: [Shop]}\n") + kBlog);
}

TEST(MergeRoles, KeepAByteOrderMark) {
  const Merged merged = merge("\xEF\xBB\xBFroles:\n  shop: {sites: [Shop]}\n", {blog()});
  EXPECT_EQ(merged.text, std::string("\xEF\xBB\xBFroles:\n  shop: {sites: [Shop]}\n") + kBlog);
}

TEST(MergeRoles, MakeASectionOfTheirOwnWhereThereIsNone) {
  for (const std::string text : {"agent: {pipe: x}\n", "", "# nothing yet\n"}) {
    const Merged merged = merge(text, {blog()});
    EXPECT_EQ(problem_of(merged), "");
    EXPECT_EQ(merged.text, text + "\nroles:\n" + kBlog);
    EXPECT_EQ(spec_of(merged.text).roles.size(), 1U);
  }
}

TEST(MergeRoles, AreAddedToTheSampleWithoutAChangeOfAnyByteOfIt) {
  std::ifstream file(DEEPALIVE_SAMPLE, std::ios::binary);
  const std::string sample{std::istreambuf_iterator<char>(file), {}};
  const Merged merged = merge(sample, {site(1, "Shop", {"http/*:80:shop.example.com"}), blog()});
  EXPECT_EQ(problem_of(merged), "");
  const auto at = merged.text.find(kBlog);
  ASSERT_NE(at, std::string::npos) << merged.text;
  EXPECT_EQ(merged.text.substr(0, at) + merged.text.substr(at + std::strlen(kBlog)), sample);
  EXPECT_EQ(spec_of(merged.text).roles.size(), spec_of(sample).roles.size() + 1);
}

TEST(MergeRoles, LeaveAloneWhatARoleHasAlready) {
  const Merged merged =
      merge("roles:\n  both: {sites: [SHOP, blog]}\n", {site(1, "Shop", {}), blog()});
  EXPECT_EQ(merged.text, "");
  EXPECT_THAT(merged.plan.roles, IsEmpty());
  EXPECT_THAT(merged.problems, IsEmpty());
}

TEST(MergeRoles, AddNothingASecondTime) {
  const std::vector<IisSite> sites = {site(1, "Shop", {"http/*:80:shop"}), blog(),
                                      site(3, "Files", {"ftp/*:21:"})};
  const Generated first = config_text({sites, false, ""});
  const Merged again = merge(first.text, sites);
  EXPECT_EQ(again.text, "");
  EXPECT_THAT(again.unasked, IsEmpty());
  EXPECT_THAT(again.problems, IsEmpty());
}

TEST(MergeRoles, TakeNameThatIsFree) {
  const Merged merged = merge("roles:\n  BLOG: {sites: [Other]}\n", {blog()});
  EXPECT_EQ(spec_of(merged.text).roles.at(1).name, "blog-2");
}

TEST(MergeRoles, LeaveOutASiteThatIsStoppedOnPurposeUnlessItIsAskedFor) {
  IisSite old = blog();
  old.auto_start = old.started = false;
  const std::string text = "roles:\n  shop: {sites: [Shop]}\n";
  EXPECT_EQ(merge(text, {old}).text, "");
  EXPECT_TRUE(merge(text, {old}).plan.roles.at(0).out_of_use);
  EXPECT_EQ(merge(text, {old}, true).text, text + kBlog);
}

TEST(MergeRoles, TellOfBindingsThatNoCheckOfTheirRoleAsks) {
  const Merged merged = merge(R"(roles:
  shop:
    sites: [Shop]
    checks:
      - {name: a, http: {url: "http://SHOP.example.com/health"}}
      - {name: b, http: {url: "https://elsewhere/", connect_to: "127.0.0.1:8443"}}
)",
                              {site(1, "shop",
                                    {"http/*:80:shop.example.com", "https/*:443:shop.example.com",
                                     "http/*:80:new.example.com", "https/*:8443:", "http/*:81:"})});
  std::vector<std::string> unasked;
  for (const UnaskedBinding& one : merged.unasked) unasked.push_back(one.role + " " + one.binding);
  EXPECT_EQ(unasked,
            (std::vector<std::string>{"shop https/*:443:shop.example.com",
                                      "shop http/*:80:new.example.com", "shop http/*:81:"}));
  EXPECT_EQ(merged.text, "");
}

TEST(MergeRoles, SayWhereAndWhyTheyCannotBeAdded) {
  struct {
    const char* text;
    const char* problem;
  } const cases[] = {
      {"agent: {pipe: x}\nroles: {}\n", "FILE:2:8: error: roles: take the {} away"},
      {"roles: {shop: {sites: [Shop]}}\n", "FILE:1:8: error: roles: is not written with a line"},
      {"roles: {\n  shop: {sites: [Shop]}\n}\n", "FILE:1:8: error: roles: is not written with"},
      {"{roles: {shop: {sites: [Shop]}}}\n", "FILE:1:1: error: roles: the file is written in { }"},
      {"{agent: {pipe: x}}\n", "FILE:1:1: error: roles: the file is written in { }"},
      {"roles: ~\n", "FILE:1:1: error: roles: write 'roles:' and nothing behind it"},
      {"roles: null # none\n", "FILE:1:1: error: roles: write 'roles:' and nothing behind it"},
      {"roles:\n  ? shop\n  : {sites: [Shop]}\n", "FILE:2:3: error: roles: is not written with"},
      {"roles:\n  shop: {stes: [Shop]}\n", "FILE:2:10: error: roles.shop.stes: unknown key"},
      {"roles: [\n", "FILE:"},
      {"- a\n", "FILE:1:1: error"},
      {"agnt: {}\n", "FILE:1:1: error: agnt: unknown key"},
      {"roles:\n  shop:\n    sites: [Shop]\n    checks:\n      - name: a\n        http:\n"
       "          url: http://shop/\n          body: |+\n            x\n\n\n",
       "FILE:10:1: error: roles: what stands here would mean something else"},
  };
  for (const auto& test : cases) {
    SCOPED_TRACE(test.text);
    const Merged merged = merge(test.text, {blog()});
    EXPECT_EQ(merged.text, "");
    EXPECT_TRUE(has_errors(merged.problems));
    EXPECT_THAT(problem_of(merged), StartsWith(test.problem));
  }
}

}  // namespace
}  // namespace deepalive::config
