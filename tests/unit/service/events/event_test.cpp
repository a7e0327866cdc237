#include "service/events/event.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <string>

#include "config/reading/text.h"
#include "service/events/event_log_text.h"

namespace deepalive::service {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const Instant kNow{TimePoint(std::chrono::hours(1)),
                   WallTime(std::chrono::milliseconds(1'700'000'000'123))};

Event unhealthy(const std::string& detail) {
  return make_event(
      EventId::role_unhealthy,
      {"shop", "healthy", "status_unexpected", "front", detail, "dead", "20231114T221320123-shop"},
      kNow);
}

TEST(Event, ReadsAsASentence) {
  EXPECT_EQ(to_text(unhealthy("front: status 500")),
            "Role shop is unhealthy; it was healthy. front: status 500. Reason status_unexpected, "
            "check front. IsAlive is answered dead. Evidence: incident 20231114T221320123-shop.");
}

TEST(Event, SaysHowManyLikeItWereLeftOut) {
  Event event = make_event(EventId::role_healthy, {"shop", "unhealthy"}, kNow);
  event.left_out = 1;
  EXPECT_EQ(to_text(event),
            "Role shop is healthy; it was unhealthy. (1 event like this left out before)");
  event.left_out = 12;
  EXPECT_THAT(to_text(event), HasSubstr("(12 events like this left out before)"));
  EXPECT_EQ(all_inserts(event).back(), " (12 events like this left out before)");
}

TEST(Event, IsOneLineOfJsonThatToolsCanRead) {
  Event event = unhealthy("\"quotes\" and \\");
  event.left_out = 3;
  const std::string line = to_json_line(event);
  EXPECT_EQ(line.find('\n'), line.npos);
  const auto json = boost::json::parse(line).as_object();
  EXPECT_EQ(json.at("time"), "2023-11-14T22:13:20.123Z");
  EXPECT_EQ(json.at("id"), 202);
  EXPECT_EQ(json.at("name"), "role_unhealthy");
  EXPECT_EQ(json.at("severity"), "error");
  EXPECT_EQ(json.at("role"), "shop");
  EXPECT_EQ(json.at("left_out"), 3);
  EXPECT_EQ(json.at("message").as_string(), to_text(event));
  EXPECT_EQ(json.at("inserts").at("detail"), "\"quotes\" and \\");
  EXPECT_EQ(json.at("inserts").as_object().size(), event.inserts.size());
  const std::string started =
      to_json_line(make_event(EventId::started, {"1", "2", "3", "x"}, kNow));
  EXPECT_THAT(started, Not(HasSubstr("\"role\"")));
  EXPECT_THAT(started, Not(HasSubstr("left_out")));
}

TEST(Event, IsAboutItsRolePipeOrFile) {
  EXPECT_EQ(subject(unhealthy("")), "shop");
  EXPECT_EQ(subject(make_event(EventId::pipe_not_created, {"p", "x"}, kNow)), "p");
  EXPECT_EQ(subject(make_event(EventId::configuration_loaded, {"f", "1", "1", "0", ""}, kNow)),
            "f");
  EXPECT_EQ(subject(make_event(EventId::iis_unreadable, {"r", "d"}, kNow)), "");
  EXPECT_EQ(subject(make_event(EventId::started, {"v", "1", "1", "x"}, kNow)), "");
}

TEST(Event, TakesAnyBytesAndKeepsThemToTheirPlace) {
  struct Row {
    std::string given;
    std::string kept;
  };
  const Row rows[] = {
      {"%1 %2 %n %%1 %{x} 100%", "%1 %2 %n %%1 %{x} 100%"},
      {"a\r\nb\tc", "a  b c"},
      {std::string("a\0b", 3), "a b"},
      {"\x1b[31mred\x7f", " [31mred "},
      {"caf\xe9 \xc3\xa9", "caf\xEF\xBF\xBD \xc3\xa9"},
      {"\xff\xfe", "\xEF\xBF\xBD\xEF\xBF\xBD"},
      {"cut short \xe2\x82", "cut short \xEF\xBF\xBD\xEF\xBF\xBD"},
      {"", ""},
  };
  for (const Row& row : rows) {
    const Event event = unhealthy(row.given);
    EXPECT_EQ(event.inserts[4], row.kept);
    EXPECT_THAT(to_text(event), HasSubstr("it was healthy. " + row.kept + ". Reason")) << row.kept;
    const auto json = boost::json::parse(to_json_line(event));
    EXPECT_EQ(json.at("inserts").at("detail").as_string(), row.kept);
  }
}

TEST(Event, AnInsertIsCutAtACharactersBorder) {
  for (const std::string unit : {"x", "\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x98\x80", "\xff"}) {
    std::string text;
    while (text.size() < 40'960) text += unit;
    const std::string kept = unhealthy(text).inserts[4];
    EXPECT_LE(kept.size(), kMaxInsert);
    EXPECT_GT(kept.size(), kMaxInsert - 8);
    EXPECT_TRUE(kept.ends_with("…"));
    EXPECT_FALSE(config::first_invalid_utf8(kept));
  }
}

TEST(Event, TheLargestFitsIntoARecordOfTheEventLog) {
  for (const EventInfo& info : all_events()) {
    const std::vector<std::string> inserts(insert_names(info).size(), std::string(40'960, 'x'));
    std::size_t units = 0;
    for (const auto& insert : all_inserts(make_event(info.id, inserts, kNow))) {
      units += insert.size() + 1;
    }
    EXPECT_LT(2 * units, 61'440u) << info.name;
  }
}

TEST(EventLogInsert, HoldsNothingThatEventViewerExpands) {
  struct Row {
    std::string given;
    std::string written;
  };
  const Row rows[] = {
      {"%1", "% 1"},
      {"%%1", "%% 1"},
      {"%12%3", "% 12% 3"},
      {"fe80::1%4", "fe80::1% 4"},
      {"%{S-1-5-18}", "% {S-1-5-18}"},
      {"/a%20b", "/a% 20b"},
      {"50 %", "50 % "},
      {"100% sure", "100% sure"},
      {"%n %b %!", "%n %b %!"},
      {"", ""},
  };
  for (const Row& row : rows) EXPECT_EQ(event_log_insert(row.given), row.written);
}

TEST(EventLogInsert, TheIdentifierCarriesTheSeverity) {
  EXPECT_EQ(message_id(info_of(EventId::started)), 0x40000064u);
  EXPECT_EQ(message_id(info_of(EventId::role_degraded)), 0x800000C9u);
  EXPECT_EQ(message_id(info_of(EventId::role_unhealthy)), 0xC00000CAu);
}

}  // namespace
}  // namespace deepalive::service
