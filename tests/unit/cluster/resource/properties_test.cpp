#include "cluster/resource/properties.h"

#include <gtest/gtest.h>

#include <cstring>
#include <random>
#include <string>

namespace deepalive::cluster {
namespace {

using namespace std::chrono_literals;

std::vector<std::byte> bytes_of(std::initializer_list<std::uint32_t> words) {
  std::vector<std::byte> bytes(words.size() * sizeof(std::uint32_t));
  std::memcpy(bytes.data(), std::data(words), bytes.size());
  return bytes;
}

TEST(PropertyList, SurvivesTheWay) {
  const std::vector<Property> properties = {{u"Role", std::u16string(u"shop")},
                                            {u"HoldTime", std::uint32_t{30'000}},
                                            {u"Odd", std::u16string(u"\u00fc\u4e2d")},
                                            {u"Empty", std::u16string()}};
  const auto back = parse_property_list(build_property_list(properties));
  ASSERT_TRUE(back);
  ASSERT_EQ(back->size(), properties.size());
  for (std::size_t i = 0; i < properties.size(); ++i) {
    EXPECT_EQ((*back)[i].name, properties[i].name);
    EXPECT_EQ((*back)[i].value, properties[i].value);
  }
}

TEST(PropertyList, HasTheDocumentedLayout) {
  const std::vector<Property> one = {{u"A", std::uint32_t{7}}};
  EXPECT_EQ(build_property_list(one),
            bytes_of({1, 0x00040003, 4, 0x00000041, 0x00010002, 4, 7, 0}));
  EXPECT_EQ(build_property_list({}), bytes_of({0}));
}

TEST(PropertyList, WhatIsNoListIsRefused) {
  struct Row {
    const char* what;
    std::vector<std::byte> bytes;
  };
  const std::vector<Row> rows = {
      {"nothing", {}},
      {"half a count", std::vector<std::byte>(3)},
      {"a count and nothing else", bytes_of({1})},
      {"too many", bytes_of({0xFFFFFFFF})},
      {"no name first", bytes_of({1, 0x00010002, 4, 7, 0})},
      {"a name longer than the list", bytes_of({1, 0x00040003, 400, 0x41})},
      {"a name of an odd number of bytes", bytes_of({1, 0x00040003, 3, 0x41, 0x00010002, 4, 7, 0})},
      {"a name without its zero", bytes_of({1, 0x00040003, 4, 0x00410041, 0x00010002, 4, 7, 0})},
      {"an empty name", bytes_of({1, 0x00040003, 0, 0x00010002, 4, 7, 0})},
      {"a number of eight bytes", bytes_of({1, 0x00040003, 4, 0x41, 0x00010002, 8, 7, 7, 0})},
      {"a binary value", bytes_of({1, 0x00040003, 4, 0x41, 0x00010001, 4, 7, 0})},
      {"no end mark", bytes_of({1, 0x00040003, 4, 0x41, 0x00010002, 4, 7})},
      {"another value for an end mark",
       bytes_of({1, 0x00040003, 4, 0x41, 0x00010002, 4, 7, 0x00010002, 4, 8, 0})},
      {"over the limit", std::vector<std::byte>(kMaxPropertyList + 1)},
  };
  for (const Row& row : rows) EXPECT_FALSE(parse_property_list(row.bytes)) << row.what;
}

// Nothing that the sanitizers see, whatever is cut off or turned over.
TEST(PropertyList, AnyCutAndAnyFlippedByteIsTakenOrRefused) {
  const auto good = build_property_list(to_properties(Settings{.role = "shop"}));
  for (std::size_t size = 0; size < good.size(); ++size) {
    EXPECT_FALSE(parse_property_list({good.data(), size})) << size;
  }
  std::mt19937 random(1);
  for (int round = 0; round < 20'000; ++round) {
    auto bad = good;
    for (int flips = 0; flips < 3; ++flips) {
      bad[random() % bad.size()] = static_cast<std::byte>(random());
    }
    if (const auto properties = parse_property_list(bad)) {
      Settings settings;
      assign(*properties, settings);
    }
  }
}

TEST(Properties, EachIsTakenWithinItsLimits) {
  Settings settings;
  const std::vector<Property> properties = {{u"role", std::u16string(u"Shop_2")},
                                            {u"PIPE", std::u16string(u"deepalive.b")},
                                            {u"OnAgentUnreachable", std::u16string(u"Dead")},
                                            {u"AgentTimeout", std::uint32_t{2000}},
                                            {u"HoldTime", std::uint32_t{0}},
                                            {u"OnlineTimeout", std::uint32_t{3'600'000}}};
  EXPECT_EQ(assign(properties, settings), Refusal::none);
  EXPECT_EQ(settings.role, "Shop_2");
  EXPECT_EQ(settings.pipe, "deepalive.b");
  EXPECT_EQ(settings.on_unreachable, OnUnreachable::dead);
  EXPECT_EQ(settings.agent_timeout, 2s);
  EXPECT_EQ(settings.hold_time, 0s);
  EXPECT_EQ(settings.online_timeout, 1h);
}

TEST(Properties, BadOnesAreRefusedAndChangeNothing) {
  struct Row {
    Property property;
    Refusal refusal;
  };
  const std::vector<Row> rows = {
      {{u"Rolle", std::u16string(u"shop")}, Refusal::unknown_name},
      {{u"", std::u16string(u"shop")}, Refusal::unknown_name},
      {{u"Role", std::uint32_t{1}}, Refusal::wrong_kind},
      {{u"Role", std::u16string()}, Refusal::out_of_range},
      {{u"Role", std::u16string(u"sh\"op")}, Refusal::out_of_range},
      {{u"Role", std::u16string(u"sh\u00f6p")}, Refusal::out_of_range},
      {{u"Role", std::u16string(65, u'a')}, Refusal::out_of_range},
      {{u"Pipe", std::u16string(u"a\\b")}, Refusal::out_of_range},
      {{u"OnAgentUnreachable", std::u16string(u"maybe")}, Refusal::out_of_range},
      {{u"AgentTimeout", std::u16string(u"5000")}, Refusal::wrong_kind},
      {{u"AgentTimeout", std::uint32_t{1999}}, Refusal::out_of_range},
      {{u"AgentTimeout", std::uint32_t{60'001}}, Refusal::out_of_range},
      {{u"HoldTime", std::uint32_t{0xFFFFFFFF}}, Refusal::out_of_range},
      {{u"OnlineTimeout", std::uint32_t{0}}, Refusal::out_of_range},
  };
  for (const Row& row : rows) {
    Settings settings;
    const std::vector<Property> properties = {{u"HoldTime", std::uint32_t{1}}, row.property};
    EXPECT_EQ(assign(properties, settings), row.refusal);
    EXPECT_EQ(settings.hold_time, Settings().hold_time) << "all or none";
  }
}

TEST(Properties, AreListedWithTheirValues) {
  const auto properties = to_properties(Settings{.role = "shop"});
  ASSERT_EQ(properties.size(), property_names().size());
  EXPECT_EQ(properties.front().name, u"Role");
  EXPECT_EQ(properties.front().value, PropertyValue(std::u16string(u"shop")));
  Settings settings;
  EXPECT_EQ(assign(properties, settings), Refusal::none);
}

}  // namespace
}  // namespace deepalive::cluster
