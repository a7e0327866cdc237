#include "core/reason.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>

namespace deepalive {
namespace {

TEST(Reason, EveryNameIsUniqueAndFitForAMetricLabel) {
  std::set<std::string_view> names;
  for (const ReasonInfo& info : all_reasons()) {
    EXPECT_TRUE(names.insert(info.name).second) << info.name;
    EXPECT_FALSE(info.name.empty());
    EXPECT_TRUE(std::ranges::all_of(info.name, [](char c) {
      return (c >= 'a' && c <= 'z') || c == '_';
    })) << info.name;
  }
}

TEST(Reason, EveryNameLeadsBackToItsReason) {
  for (const ReasonInfo& info : all_reasons()) {
    EXPECT_EQ(to_name(info.reason), info.name);
    EXPECT_EQ(reason_from_name(info.name), info.reason) << info.name;
  }
}

TEST(Reason, TheListGoesFromTheFirstToTheLastOfTheEnumeration) {
  EXPECT_EQ(all_reasons().front().reason, Reason::ok);
  EXPECT_EQ(all_reasons().back().reason, Reason::internal_error);
  EXPECT_EQ(all_reasons().size(), static_cast<std::size_t>(Reason::internal_error) + 1);
}

TEST(Reason, EveryReasonHasASentence) {
  for (const ReasonInfo& info : all_reasons()) {
    EXPECT_GT(info.sentence.size(), 10u) << info.name;
    EXPECT_TRUE(info.sentence.ends_with('.')) << info.name;
    EXPECT_TRUE(info.sentence.front() >= 'A' && info.sentence.front() <= 'Z') << info.name;
  }
}

TEST(Reason, ANameThatIsNotInTheListIsNone) {
  for (const std::string_view name : {"", "OK", "ok ", "timeout", "status_unexpected\n"}) {
    EXPECT_EQ(reason_from_name(name), std::nullopt) << name;
  }
}

}  // namespace
}  // namespace deepalive
