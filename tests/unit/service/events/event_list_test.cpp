#include "service/events/event_list.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <string>

#include "tests/unit/service/events/published_texts.h"

namespace deepalive::service {
namespace {

std::string content(const std::string& file) {
  std::ifstream stream(std::string(DEEPALIVE_SOURCE_TREE "/") + file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

// Where what has to stand in the tree is left, to be put there.
std::string left(const std::string& name, const std::string& text) {
  std::ofstream(name, std::ios::binary) << text;
  return "what it has to be is in " + name + " in this test's folder";
}

// What people filter by. 302 and 311 end what 301 and 310 began; the others are the contract's.
const std::map<unsigned, std::string> kContract = {
    {100, "started"},
    {101, "stopped"},
    {102, "configuration_loaded"},
    {110, "configuration_refused"},
    {200, "role_healthy"},
    {201, "role_degraded"},
    {202, "role_unhealthy"},
    {203, "role_unknown"},
    {204, "maintenance_started"},
    {205, "maintenance_ended"},
    {206, "placement_changed"},
    {300, "watchdog_ended_agent"},
    {301, "iis_unreadable"},
    {302, "iis_readable"},
    {310, "pipe_not_created"},
    {311, "pipe_created"},
};

TEST(EventList, IdentifiersKeepTheirMeaning) {
  std::map<unsigned, std::string> list;
  for (const EventInfo& info : all_events()) {
    EXPECT_TRUE(list.emplace(static_cast<unsigned>(info.id), info.name).second) << info.name;
  }
  EXPECT_EQ(list, kContract);
}

TEST(EventList, IsOrderedAndFindsEachByItsIdentifier) {
  EXPECT_TRUE(std::ranges::is_sorted(all_events(), {}, &EventInfo::id));
  for (const EventInfo& info : all_events()) EXPECT_EQ(info_of(info.id).name, info.name);
}

TEST(EventList, EachMessageShowsEachInsertOnceAndNothingElseWithAPercentSign) {
  for (const EventInfo& info : all_events()) {
    const std::string text = message_text(info);
    const auto count = insert_names(info).size() + 1;
    ASSERT_LE(count, 9u) << info.name << ": of two digits, the second would be text";
    EXPECT_EQ(std::ranges::count(text, '%'), static_cast<std::ptrdiff_t>(count)) << text;
    for (std::size_t i = 1; i <= count; ++i) {
      EXPECT_NE(text.find("%" + std::to_string(i)), std::string::npos) << text << " has no %" << i;
    }
  }
}

TEST(EventList, EachEventIsWordedForPeople) {
  std::set<std::string_view> names;
  for (const EventInfo& info : all_events()) {
    EXPECT_TRUE(names.insert(info.name).second) << info.name;
    for (const auto text : {info.message, info.when, info.cure}) {
      EXPECT_TRUE(text.ends_with('.') || text.ends_with(')')) << info.name << ": " << text;
      EXPECT_EQ(text.find_first_of("|\n"), text.npos) << info.name << ": " << text;
    }
  }
}

TEST(EventList, EachEventOfARoleNamesTheRoleFirst) {
  for (const EventInfo& info : all_events()) {
    if (info.category != EventCategory::role) continue;
    EXPECT_EQ(insert_at(info, "role"), 0u) << info.name;
  }
  EXPECT_EQ(insert_at(info_of(EventId::started), "role"), std::nullopt);
}

TEST(EventList, TheMessageTableIsMadeFromIt) {
  const std::string file = "service/events/windows/messages.mc";
  const std::string expected = deepalive::testing::message_file();
  EXPECT_EQ(content(file), expected) << file << ": " << left("messages.mc", expected);
}

TEST(EventList, TheReferencePageHasItsTable) {
  const std::string page = content("docs/events.md");
  const std::string expected = deepalive::testing::event_table();
  EXPECT_NE(page.find("\n\n" + expected + "\n"), std::string::npos)
      << "docs/events.md: " << left("events_table.md", expected);
}

}  // namespace
}  // namespace deepalive::service
