#include "service/watchdog/last_end.h"

#include <gtest/gtest.h>

#include "tests/servers/temporary_folder.h"

namespace deepalive::service {
namespace {

TEST(LastEnd, IsToldOnce) {
  const testing::TemporaryFolder folder;
  const auto data = folder.path() / "data";
  ASSERT_FALSE(write_last_end(data, {"2026-11-22T14:05:09.123Z", "the thread \"x\"", "a.dmp"}));
  const auto end = take_last_end(data);
  ASSERT_TRUE(end);
  EXPECT_EQ(end->when, "2026-11-22T14:05:09.123Z");
  EXPECT_EQ(end->why, "the thread \"x\"");
  EXPECT_EQ(end->dump, "a.dmp");
  EXPECT_FALSE(take_last_end(data));
}

TEST(LastEnd, IsNothingWhereTheLastAgentEndedByItself) {
  const testing::TemporaryFolder folder;
  EXPECT_FALSE(take_last_end(folder.path()));
  EXPECT_FALSE(take_last_end(folder.path() / "nowhere"));
}

TEST(LastEnd, OfWhichNothingIsKnownIsOneAllTheSame) {
  const testing::TemporaryFolder folder;
  for (const std::string& damaged :
       {std::string(), std::string("[]"), std::string("{\"why\":"), std::string(100'000, '{')}) {
    folder.write("last-end.json", damaged);
    const auto end = take_last_end(folder.path());
    ASSERT_TRUE(end) << damaged.substr(0, 20);
    EXPECT_EQ(end->why, "what it wrote about it cannot be read");
    EXPECT_FALSE(take_last_end(folder.path()));
  }
}

}  // namespace
}  // namespace deepalive::service
