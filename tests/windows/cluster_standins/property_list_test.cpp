#include "tests/standins/cluster/property_list.h"

#include <gtest/gtest.h>

#include <cstring>
#include <stdexcept>

#include "tests/standins/cluster/rhs_abi.h"

namespace deepalive::standins::test {
namespace {

Bytes two_properties() {
  return PropertyList().text(L"Role", L"shop").number(L"HoldTime", 30).bytes();
}

TEST(PropertyLists, AreReadAsTheyWereWritten) {
  const std::vector<Property> list = parse_property_list(two_properties());
  ASSERT_EQ(list.size(), 2U);
  EXPECT_EQ(find_property(list, L"ROLE")->text(), L"shop");
  EXPECT_EQ(find_property(list, L"HoldTime")->number(), 30U);
  EXPECT_EQ(find_property(list, L"Role")->number(), std::nullopt);
  EXPECT_EQ(find_property(list, L"Other"), nullptr);
}

TEST(PropertyLists, HaveTheDocumentedLayout) {
  const Bytes list = PropertyList().number(L"AB", 0x01020304).bytes();
  const std::uint32_t words[] = {1, 0x00040003, 6, 0x00420041, 0, 0x00010002, 4, 0x01020304, 0};
  ASSERT_EQ(list.size(), sizeof(words));
  EXPECT_EQ(std::memcmp(list.data(), words, sizeof(words)), 0);
}

TEST(PropertyLists, MayBeEmpty) {
  const Bytes list = PropertyList().bytes();
  EXPECT_EQ(list.size(), 4U);
  EXPECT_TRUE(parse_property_list(list).empty());
}

TEST(PropertyLists, AreRefusedWhenDamaged) {
  for (const Damage damage : kAllDamages) {
    const Bytes list = damaged(two_properties(), damage);
    if (damage == Damage::value_length_zero || damage == Damage::value_unterminated) {
      EXPECT_NE(list, two_properties());
      continue;  // the list is whole; the value is for the DLL to judge
    }
    EXPECT_THROW(parse_property_list(list), std::invalid_argument) << name_of(damage);
  }
}

TEST(PropertyLists, AreRefusedWithBytesAfterTheEnd) {
  Bytes list = two_properties();
  list.resize(list.size() + 4);
  EXPECT_THROW(parse_property_list(list), std::invalid_argument);
}

Bytes bytes_of(std::wstring_view text) {
  const auto* data = reinterpret_cast<const std::byte*>(text.data());
  return {data, data + text.size() * sizeof(wchar_t)};
}

TEST(PropertyNames, EndWithAnEmptyOne) {
  using Names = std::vector<std::wstring>;
  EXPECT_EQ(parse_names(bytes_of({L"A\0BC\0", 6})), (Names{L"A", L"BC"}));
  EXPECT_EQ(parse_names(bytes_of({L"\0", 1})), Names{});
  EXPECT_THROW(parse_names(bytes_of({L"A\0", 2})), std::invalid_argument);
  EXPECT_THROW(parse_names(bytes_of(L"A")), std::invalid_argument);
  EXPECT_THROW(parse_names({}), std::invalid_argument);
}

}  // namespace
}  // namespace deepalive::standins::test
