#include "probes/iis/windows/admin_manager.h"

#include <gtest/gtest.h>

#include "tests/windows/iis/fake_elements.h"

namespace deepalive::probes::ahadmin {
namespace {

// The fake elements have names, and nothing below them can be read.
TEST(AdminManager, FoldersThatCannotBeReadAreAnErrorAndNotNone) {
  const Words words;
  FakeElement site(L"Shop");
  const auto folders = folders_of_site(site, words);
  ASSERT_FALSE(folders);
  EXPECT_EQ(folders.error().code, 0x80004001);
  EXPECT_NE(folders.error().where.find("the applications"), std::string::npos)
      << folders.error().where;
}

TEST(AdminManager, RapidFailProtectionThatCannotBeReadIsNone) {
  const Words words;
  FakeElement app_pool(L"ShopPool");
  EXPECT_FALSE(rapid_fail_of(app_pool, words));
}

TEST(AdminManager, ATimeSpanIsReadAsTicksAndATextIsNone) {
  const Words words;
  FakeElement element(L"300");  // every property has this text
  const auto span = read_time_span(element, words.rapid_fail_interval);
  ASSERT_TRUE(span) << span.error().where;
  EXPECT_EQ(*span, std::chrono::microseconds(30));
  FakeElement text(L"soon");
  EXPECT_FALSE(read_time_span(text, words.rapid_fail_interval));
}

}  // namespace
}  // namespace deepalive::probes::ahadmin
