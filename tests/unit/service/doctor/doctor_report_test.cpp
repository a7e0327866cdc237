#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <sstream>
#include <string>

#include "service/doctor/report.h"
#include "tests/unit/service/doctor/healthy_node.h"

namespace deepalive::service::doctor {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

std::string printed(const Facts& facts, std::size_t width) {
  std::ostringstream out;
  print_report(out, facts, examine(facts), width);
  return out.str();
}

TEST(Wrapped, BreaksBetweenWordsAndLeavesALongWordWhole) {
  EXPECT_THAT(wrapped("one two three", 7), ElementsAre("one two", "three"));
  EXPECT_THAT(wrapped("a-very-long-word b", 4), ElementsAre("a-very-long-word", "b"));
  EXPECT_THAT(wrapped("größe ab", 8), ElementsAre("größe ab"));
  EXPECT_THAT(wrapped("", 4), ElementsAre());
}

TEST(DoctorReport, OfAHealthyNodeHasNothingToDo) {
  const std::string text = printed(healthy_node(), 100);
  EXPECT_THAT(text,
              StartsWith("Node NODE1: 32 ok, 0 warnings, 0 fail, 0 could not be looked at\n"));
  EXPECT_THAT(text, HasSubstr("\nRole shop\n"));
  EXPECT_THAT(text, Not(HasSubstr("What to do")));
}

TEST(DoctorReport, FitsTheTerminalAndNumbersWhatToDo) {
  Facts facts = healthy_node();
  facts.services["ClusSvc"] = Error{Reason::service_missing, 0, "missing"};
  facts.windows.csc_read_only = std::optional<std::uint32_t>();
  const std::string text = printed(facts, 80);
  EXPECT_THAT(text, HasSubstr("30 ok, 1 warning, 1 fails, 0 could not"));
  EXPECT_THAT(text, HasSubstr("\n  1. Failover cluster, Failover Clustering: Install-"));
  EXPECT_THAT(text, HasSubstr("\n  2. Shared configuration, its cache is read-only: REG ADD"));
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    // A path is one word, to be copied as it is.
    if (line.find('\\') == line.npos) {
      EXPECT_LE(line.size(), 80U) << line;
    }
    EXPECT_FALSE(line.ends_with(' ')) << line;
  }
}

TEST(DoctorReport, TellsProgramsEverything) {
  Facts facts = healthy_node();
  facts.roles[0].content = Error{Reason::path_timeout, 0, "no answer within 5s"};
  const auto report = boost::json::parse(report_json(facts, examine(facts))).as_object();
  EXPECT_EQ(report.at("node").as_string(), "NODE1");
  EXPECT_EQ(report.at("exit_code").to_number<int>(), 3);
  const auto& rows = report.at("rows").as_array();
  ASSERT_EQ(rows.size(), all_requirements().size());
  EXPECT_TRUE(rows.front().as_object().at("role").is_null());
  for (const auto& row : rows) {
    if (row.at("id").as_string() != "content") continue;
    EXPECT_EQ(row.at("role").as_string(), "shop");
    EXPECT_EQ(row.at("state").as_string(), "could_not_look");
    EXPECT_EQ(row.at("found").as_string(), "no answer within 5s");
    EXPECT_EQ(row.at("area").as_string(), "Role");
    EXPECT_TRUE(row.at("important").as_bool());
  }
}

}  // namespace
}  // namespace deepalive::service::doctor
