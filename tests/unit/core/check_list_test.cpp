#include "core/check_list.h"

#include <gtest/gtest.h>

#include <string>

namespace deepalive {
namespace {

CheckList::Item named(const std::string& name) {
  CheckHealth health;
  health.last.detail = name;
  return std::make_shared<const CheckHealth>(std::move(health));
}

CheckList list_of(std::size_t size) {
  std::vector<CheckList::Item> items;
  for (std::size_t i = 0; i < size; ++i) items.push_back(named(std::to_string(i)));
  return items;
}

class CheckListOf : public ::testing::TestWithParam<std::size_t> {};
INSTANTIATE_TEST_SUITE_P(Sizes, CheckListOf, ::testing::Values(0, 1, 63, 64, 65, 128, 5000));

TEST_P(CheckListOf, HoldsAllInTheirOrder) {
  const CheckList list = list_of(GetParam());
  ASSERT_EQ(list.size(), GetParam());
  std::size_t index = 0;
  for (const auto& check : list) {
    ASSERT_EQ(check->last.detail, std::to_string(index));
    ASSERT_EQ(list[index], check);
    ++index;
  }
  EXPECT_EQ(index, GetParam());
}

TEST_P(CheckListOf, ReplacingOneInACopyLeavesTheOriginalAndTheOthers) {
  const CheckList original = list_of(GetParam());
  for (const std::size_t index : {std::size_t{0}, GetParam() / 2, GetParam() - 1}) {
    if (index >= GetParam()) continue;
    CheckList copy = original;
    copy.replace(index, named("new"));
    EXPECT_EQ(original[index]->last.detail, std::to_string(index));
    for (std::size_t i = 0; i < original.size(); ++i) {
      if (i != index) {
        ASSERT_EQ(copy[i], original[i]);
      }
    }
    EXPECT_EQ(copy[index]->last.detail, "new");
  }
}

}  // namespace
}  // namespace deepalive
