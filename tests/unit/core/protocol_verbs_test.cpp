#include "core/protocol_verbs.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>

namespace deepalive::protocol {
namespace {

std::string code_of(const std::string& line) {
  ProtocolError error;
  return parse_request(line, error) ? "none" : std::string(error.code);
}

TEST(ProtocolVerbs, EachIsTakenInItsForm) {
  for (const VerbInfo& verb : all_verbs()) {
    std::string line(verb.name);
    if (verb.role != VerbInfo::Role::none) line += " shop";
    if (verb.last == VerbInfo::Last::claim) line += " standby";
    if (verb.last == VerbInfo::Last::seconds) line += " 30";
    if (verb.last == VerbInfo::Last::maintenance) line += " 30 disk";
    ProtocolError error;
    const auto request = parse_request(line, error);
    ASSERT_TRUE(request) << line << ": " << error.text;
    EXPECT_EQ(request->verb, verb.verb) << line;
    EXPECT_EQ(code_of(line + " more") == "none", verb.last == VerbInfo::Last::maintenance) << line;
  }
}

TEST(ProtocolVerbs, EachIsWordedForTheReferencePage) {
  std::set<std::string_view> names;
  for (const VerbInfo& verb : all_verbs()) {
    EXPECT_TRUE(names.insert(verb.name).second) << verb.name;
    EXPECT_TRUE(verb.answer.ends_with('.')) << verb.name;
    EXPECT_TRUE(request_form(verb).starts_with(verb.name));
  }
  EXPECT_EQ(request_form(all_verbs().front()), "LOOKSALIVE role [active|standby]");
}

TEST(ProtocolVerbs, EachCodeThatARequestIsRefusedWithIsInTheList) {
  for (const std::string line :
       {"", "JUMP", "ISALIVE", "ISALIVE a.b", "ISALIVE shop maybe", "INCIDENT", "INCIDENT a.b",
        "PING shop", "ONLINE shop 0", "MAINTENANCE shop 30"}) {
    const std::string code = code_of(line);
    EXPECT_NE(code, "none") << line;
    EXPECT_TRUE(std::ranges::any_of(all_error_codes(),
                                    [&](const ErrorInfo& info) { return info.code == code; }))
        << line << ": " << code;
  }
}

TEST(ProtocolVerbs, EachCodeIsOneAndWordedForPeople) {
  std::set<std::string_view> codes;
  for (const ErrorInfo& info : all_error_codes()) {
    EXPECT_TRUE(codes.insert(info.code).second) << info.code;
    EXPECT_TRUE(info.when.ends_with('.')) << info.code;
  }
}

}  // namespace
}  // namespace deepalive::protocol
