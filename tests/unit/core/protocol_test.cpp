#include "core/protocol.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

namespace deepalive::protocol {
namespace {

Answer sample() {
  return {.alive = false,
          .verdict = "unhealthy",
          .role = "shop",
          .age_ms = 1234,
          .generation = 7,
          .reason = "status_unexpected",
          .detail = "front: status 500"};
}

TEST(Protocol, ReadsEveryVerb) {
  struct Row {
    std::string line;
    Verb verb;
    std::string role;
  };
  const std::vector<Row> rows = {
      {"LOOKSALIVE shop", Verb::looks_alive, "shop"},
      {"ISALIVE shop", Verb::is_alive, "shop"},
      {"STATUS", Verb::status, ""},
      {"STATUS shop", Verb::status, "shop"},
      {"PING", Verb::ping, ""},
      {"ping", Verb::ping, ""},
      {"HISTORY", Verb::history, ""},
      {"reload", Verb::reload, ""},
      {"HISTORY shop", Verb::history, "shop"},
      {"incident 20261122T140509123-shop", Verb::incident, "20261122T140509123-shop"},
      {"isAlive Shop-1_b", Verb::is_alive, "Shop-1_b"},
      {"ISALIVE shop\r", Verb::is_alive, "shop"},
      {"  ISALIVE   shop  ", Verb::is_alive, "shop"},
      {"PING ", Verb::ping, ""},
      {"ISALIVE " + std::string(64, 'a'), Verb::is_alive, std::string(64, 'a')},
  };
  for (const Row& row : rows) {
    ProtocolError error;
    const auto request = parse_request(row.line, error);
    ASSERT_TRUE(request) << row.line << ": " << error.text;
    EXPECT_EQ(request->verb, row.verb) << row.line;
    EXPECT_EQ(request->role, row.role) << row.line;
  }
}

TEST(Protocol, RefusesEveryMalformedRequestWithItsCode) {
  struct Row {
    std::string line;
    std::string_view code;
  };
  const std::vector<Row> rows = {
      {"", "empty-request"},
      {"   ", "empty-request"},
      {"\r", "empty-request"},
      {"HELLO", "unknown-verb"},
      {"ISALIVEshop", "unknown-verb"},
      {"ISALIV shop", "unknown-verb"},
      {"ISALIVE\tshop", "unknown-verb"},
      {"\xEF\xBB\xBFPING", "unknown-verb"},
      {std::string("\0\0\0\0", 4), "unknown-verb"},
      {std::string("PING\0", 5), "unknown-verb"},
      {std::string("\xFF\xFE\x80\x01", 4), "unknown-verb"},
      {"GET / HTTP/1.1\r", "unknown-verb"},
      {std::string(100'000, 'A'), "unknown-verb"},
      {"LOOKSALIVE", "role-missing"},
      {"ISALIVE ", "role-missing"},
      {"ISALIVE shop now", "too-many-words"},
      {"STATUS shop now", "too-many-words"},
      {"PING shop", "too-many-words"},
      {"HISTORY shop 60", "too-many-words"},
      {"INCIDENT", "incident-missing"},
      {"INCIDENT ../state", "bad-incident-name"},
      {"WATCH", "role-missing"},
      {"ISALIVE shop Active", "too-many-words"},
      {"WATCH shop active now", "too-many-words"},
      {"TERMINATE shop 5", "too-many-words"},
      {"ONLINE shop 0", "too-many-words"},
      {"ONLINE shop -1", "too-many-words"},
      {"ONLINE shop 3601", "too-many-words"},
      {"ONLINE shop 99999999999999999999", "too-many-words"},
      {"OFFLINE shop 5s", "too-many-words"},
      {"MAINTENANCE shop", "too-many-words"},
      {"MAINTENANCE shop 60", "too-many-words"},
      {"MAINTENANCE shop 60  ", "too-many-words"},
      {"MAINTENANCE shop 0 x", "too-many-words"},
      {"MAINTENANCE shop 2592001 x", "too-many-words"},
      {"MAINTENANCE shop end now", "too-many-words"},
      {"MAINTENANCE shop ended", "too-many-words"},
      {"ISALIVE -shop", "bad-role-name"},
      {"ISALIVE _shop", "bad-role-name"},
      {"ISALIVE sh.op", "bad-role-name"},
      {"ISALIVE ..\\..\\pipe", "bad-role-name"},
      {"ISALIVE sh\xC3\xB6p", "bad-role-name"},
      {"ISALIVE shop\t", "bad-role-name"},
      {"ISALIVE shop\r\r", "bad-role-name"},
      {"ISALIVE \"shop\"", "bad-role-name"},
      {std::string("ISALIVE sh\0op", 13), "bad-role-name"},
      {"ISALIVE " + std::string(65, 'a'), "bad-role-name"},
      {"STATUS *", "bad-role-name"},
  };
  for (const Row& row : rows) {
    ProtocolError error;
    EXPECT_FALSE(parse_request(row.line, error)) << row.line;
    EXPECT_EQ(error.code, row.code) << row.line;
    EXPECT_FALSE(error.text.empty()) << row.line;
    EXPECT_LT(error.text.size(), 200u) << "the input is not echoed";
  }
}

TEST(Protocol, WhatStandsBehindTheRoleIsUnderstood) {
  ProtocolError error;
  EXPECT_EQ(parse_request("LOOKSALIVE shop active", error)->claim, Claim::active);
  EXPECT_EQ(parse_request("WATCH shop standby", error)->claim, Claim::standby);
  EXPECT_EQ(parse_request("WATCH shop", error)->claim, Claim::none);
  EXPECT_EQ(parse_request("ONLINE shop 150", error)->seconds, 150u);
  EXPECT_EQ(parse_request("OFFLINE shop", error)->seconds, std::nullopt);
  EXPECT_EQ(parse_request("terminate shop", error)->verb, Verb::terminate);
  const auto maintenance = parse_request("MAINTENANCE shop 600  new disks, Erna", error);
  EXPECT_EQ(maintenance->seconds, 600u);
  EXPECT_EQ(maintenance->reason, "new disks, Erna");
  EXPECT_EQ(parse_request("MAINTENANCE shop end", error)->seconds, std::nullopt);
  EXPECT_EQ(parse_request("MAINTENANCE shop 1 " + std::string(4000, 'x'), error)->reason.size(),
            kMaxReason);
}

TEST(Protocol, ProgressSurvivesTheWay) {
  const Progress failed{Progress::Kind::failed, "site_missing", "no site \"Shop\" \\ here"};
  const auto back = parse_progress(format_progress(failed) + "\r\n");
  ASSERT_TRUE(back);
  EXPECT_EQ(back->kind, Progress::Kind::failed);
  EXPECT_EQ(back->reason, failed.reason);
  EXPECT_EQ(back->detail, failed.detail);
  EXPECT_EQ(format_progress({Progress::Kind::pending, "", "starting site Shop"}),
            "PENDING detail=\"starting site Shop\"");
  EXPECT_EQ(format_progress({Progress::Kind::done, "", std::string(9000, 'x')}).size(),
            kMaxLine - 1);
}

TEST(Protocol, WhatIsNoProgressIsToldApart) {
  for (const std::string line : {"", "PENDIN", "ALIVE verdict=healthy role=shop", "FAILED reason",
                                 "FAILED reason=\"open", "ERROR unknown-role no", "DONE pong"}) {
    EXPECT_FALSE(parse_progress(line)) << line;
  }
  EXPECT_TRUE(parse_progress("DONE"));
}

TEST(Protocol, AnUnknownVerbIsAnsweredWithThoseThatThereAre) {
  ProtocolError error;
  parse_request("HELO", error);
  EXPECT_EQ(format_error(error),
            "ERROR unknown-verb verbs are LOOKSALIVE ISALIVE WATCH ONLINE OFFLINE TERMINATE "
            "MAINTENANCE STATUS PING HISTORY INCIDENT RELOAD");
}

TEST(Protocol, ANameIsLettersDigitsDashesAndUnderscores) {
  for (const std::string name : {"a", "9", "Shop", "a-b_c", "a-", "0_"}) {
    EXPECT_TRUE(is_name(name)) << name;
  }
  for (const std::string name : {"", "-a", "_a", "a b", "a.b", "a/b", "\xC3\xA9", "a\n"}) {
    EXPECT_FALSE(is_name(name)) << name;
  }
  EXPECT_TRUE(is_name(std::string(kMaxName, 'x')));
  EXPECT_FALSE(is_name(std::string(kMaxName + 1, 'x')));
}

TEST(Protocol, AnAnswerIsOneLine) {
  EXPECT_EQ(format_answer(sample()),
            "DEAD verdict=unhealthy role=shop age_ms=1234 generation=7 reason=status_unexpected "
            "detail=\"front: status 500\"");
}

TEST(Protocol, AnAnswerIsReadBack) {
  for (const std::string_view end : {"", "\n", "\r\n"}) {
    const auto answer = parse_answer(format_answer(sample()).append(end));
    ASSERT_TRUE(answer);
    EXPECT_FALSE(answer->alive);
    EXPECT_EQ(answer->verdict, "unhealthy");
    EXPECT_EQ(answer->role, "shop");
    EXPECT_EQ(answer->age_ms, 1234u);
    EXPECT_EQ(answer->generation, 7u);
    EXPECT_EQ(answer->reason, "status_unexpected");
    EXPECT_EQ(answer->detail, "front: status 500");
  }
}

TEST(Protocol, QuotesAndBackslashesAreEscapedAndControlCharactersBecomeBlanks) {
  Answer answer = sample();
  answer.detail = "C:\\a \"b\"\r\n\tc\x7f";
  const std::string line = format_answer(answer);
  EXPECT_TRUE(line.ends_with("detail=\"C:\\\\a \\\"b\\\"   c \"")) << line;
}

// Whatever a peer put into a detail, it comes back as it was (control characters as blanks), and in
// one line.
TEST(Protocol, AnyDetailComesThroughUnchanged) {
  std::mt19937 random(7);
  const std::string_view favourites = "\"\\ =\n\r\tae\xC3\xA9";
  for (int round = 0; round < 3000; ++round) {
    Answer answer = sample();
    answer.alive = round % 2 == 0;
    answer.age_ms = random();
    const std::size_t size = random() % 60;
    for (std::size_t i = 0; i < size; ++i) {
      answer.detail += random() % 2 ? favourites[random() % favourites.size()]
                                    : static_cast<char>(random() % 256);
    }
    std::string expected = answer.detail;
    for (char& c : expected) {
      if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
    }
    const std::string line = format_answer(answer);
    EXPECT_EQ(line.find_first_of("\r\n"), std::string::npos);
    const auto back = parse_answer(line);
    ASSERT_TRUE(back) << line;
    EXPECT_EQ(back->alive, answer.alive);
    EXPECT_EQ(back->age_ms, answer.age_ms);
    EXPECT_EQ(back->detail, expected) << line;
  }
}

TEST(Protocol, AnOverLongDetailIsCutAtTheBorderOfACharacter) {
  for (const std::string character :
       {"x", "\"", "\\", "\xC3\xA9", "\xE2\x82\xAC", "\xF0\x9F\x98\x80"}) {
    const std::size_t room = character == "\"" || character == "\\" ? 2 : character.size();
    for (std::size_t shift = 0; shift < 4; ++shift) {
      Answer answer = sample();
      answer.detail = std::string(shift, '.');
      for (int i = 0; i < 5000; ++i) answer.detail += character;
      const std::string line = format_answer(answer);
      EXPECT_LE(line.size() + 1, kMaxLine);
      EXPECT_GT(line.size() + 1 + room, kMaxLine) << "no more is cut than must be";
      const auto back = parse_answer(line);
      ASSERT_TRUE(back) << "the closing quote is always there";
      EXPECT_TRUE(answer.detail.starts_with(back->detail));
      EXPECT_EQ((back->detail.size() - shift) % character.size(), 0u) << "a character was cut";
    }
  }
}

TEST(Protocol, AnOverLongErrorIsCutToo) {
  const std::string line = format_error({"unknown-role", std::string(5000, 'x')});
  EXPECT_EQ(line.size() + 1, kMaxLine);
  EXPECT_EQ(format_error({"bad", "a\nb \"c\""}), "ERROR bad a b \"c\"");
}

TEST(Protocol, FieldsOfALaterVersionAreSkipped) {
  const auto answer =
      parse_answer("ALIVE verdict=healthy colour=blue role=shop note=\"a \\\" b=c\" age_ms=5");
  ASSERT_TRUE(answer);
  EXPECT_TRUE(answer->alive);
  EXPECT_EQ(answer->role, "shop");
  EXPECT_EQ(answer->age_ms, 5u);
}

TEST(Protocol, AnEmptyFieldDoesNotSwallowTheNextOne) {
  Answer answer = sample();
  answer.reason.clear();
  const auto back = parse_answer(format_answer(answer));
  ASSERT_TRUE(back);
  EXPECT_EQ(back->reason, "");
  EXPECT_EQ(back->detail, answer.detail);
  EXPECT_FALSE(parse_answer("ALIVE verdict= role=shop"));
}

TEST(Protocol, WhatIsNoAnswerIsNone) {
  for (const std::string line : {
           "",
           "\n",
           "ALIVE",
           "alive verdict=healthy role=shop",
           "ALIVEverdict=healthy role=shop",
           "DEADLY verdict=healthy role=shop",
           "ERROR unknown-role no role 'x' is configured here",
           "DONE pong",
           "ALIVE verdict=healthy",
           "ALIVE role=shop",
           "ALIVE verdict=healthy role=shop trailing",
           "ALIVE verdict=healthy role=shop age_ms=",
           "ALIVE verdict=healthy role=shop age_ms=-1",
           "ALIVE verdict=healthy role=shop age_ms=1x",
           "ALIVE verdict=healthy role=shop age_ms=99999999999999999999",
           "ALIVE verdict=healthy role=shop generation=one",
           "ALIVE verdict=healthy role=shop detail=\"open",
           "ALIVE verdict=healthy role=shop detail=\"open\\\"",
           "ALIVE verdict=healthy role=shop detail=\"open\\",
           "HTTP/1.1 200 OK",
       }) {
    EXPECT_FALSE(parse_answer(line)) << line;
  }
}

// A half-written or damaged line is refused or read; it does no harm (sanitizers watch) and never
// lacks its role.
TEST(Protocol, GarbageDoesNoHarm) {
  std::mt19937 random(11);
  const std::string good = format_answer(sample());
  for (int round = 0; round < 20'000; ++round) {
    std::string line = good;
    for (unsigned change = random() % 6; change > 0 && !line.empty(); --change) {
      const std::size_t place = random() % line.size();
      switch (random() % 3) {
        case 0:
          line[place] = static_cast<char>(random() % 256);
          break;
        case 1:
          line.erase(place, random() % 20);
          break;
        default:
          line.resize(place);
          break;
      }
    }
    if (const auto answer = parse_answer(line)) {
      EXPECT_FALSE(answer->role.empty());
      EXPECT_FALSE(answer->verdict.empty());
    }
    ProtocolError error;
    EXPECT_TRUE(parse_request(line, error) || !error.code.empty());
  }
}

}  // namespace
}  // namespace deepalive::protocol
