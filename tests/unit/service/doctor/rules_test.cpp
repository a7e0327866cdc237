#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>

#include "service/doctor/requirement.h"
#include "tests/unit/service/doctor/healthy_node.h"
#include "tests/unit/service/doctor/rule_cases.h"

namespace deepalive::service::doctor {
namespace {

using ::testing::HasSubstr;

// The row of this requirement; of the first role.
Judgement row_of(const Facts& facts, std::string_view id) {
  for (const Row& row : examine(facts)) {
    if (row.requirement->id == id) return row.judgement;
  }
  ADD_FAILURE() << "no requirement " << id;
  return {};
}

class Rule : public ::testing::TestWithParam<RuleCase> {};

TEST_P(Rule, SaysWhatIsWrongAndWhatToDo) {
  Facts facts = healthy_node();
  GetParam().change(facts);
  const Judgement judgement = row_of(facts, GetParam().id);
  EXPECT_EQ(to_name(judgement.state), to_name(GetParam().state)) << judgement.found;
  EXPECT_THAT(judgement.found, HasSubstr(GetParam().found));
  EXPECT_THAT(judgement.fix, HasSubstr(GetParam().fix));
  if (judgement.state == State::warning || judgement.state == State::fail) {
    EXPECT_FALSE(judgement.fix.empty()) << "nobody knows what to do";
  }
}

INSTANTIATE_TEST_SUITE_P(Unseen, Rule, ::testing::ValuesIn(unseen_cases()));
INSTANTIATE_TEST_SUITE_P(Node, Rule, ::testing::ValuesIn(node_cases()));
INSTANTIATE_TEST_SUITE_P(OfRole, Rule, ::testing::ValuesIn(role_cases()));

TEST(Rules, FindEverythingWellOnAHealthyNode) {
  const Facts facts = healthy_node();
  const auto rows = examine(facts);
  EXPECT_EQ(rows.size(), all_requirements().size());
  for (const Row& row : rows) {
    EXPECT_EQ(row.judgement.state, State::ok) << row.requirement->id << ": " << row.judgement.found;
    EXPECT_TRUE(row.judgement.fix.empty()) << row.requirement->id;
  }
  EXPECT_EQ(exit_code_of(rows), 0);
}

TEST(Rules, TakeNothingForWellThatNobodyLookedAt) {
  Facts facts;
  facts.agent.has_config = true;
  facts.agent.endpoints = {{"127.0.0.1:9847", {}}};
  facts.roles.resize(1);
  facts.roles[0].role.sites = {"Shop"};
  for (const Row& row : examine(facts)) {
    if (row.requirement->id == "configuration") continue;
    EXPECT_EQ(row.judgement.state, State::could_not_look)
        << row.requirement->id << ": " << row.judgement.found;
  }
}

TEST(Rules, EachHasACaseWhereItCouldNotLookAndOneWhereItIsNotMet) {
  const auto has = [](std::string_view id, auto wanted) {
    const auto matches = [&](const RuleCase& one) { return one.id == id && wanted(one.state); };
    return std::ranges::any_of(unseen_cases(), matches) ||
           std::ranges::any_of(node_cases(), matches) || std::ranges::any_of(role_cases(), matches);
  };
  for (const Requirement& one : all_requirements()) {
    const bool can_be_unmet = one.id != "offline_pinned" && one.id != "configuration";
    EXPECT_TRUE(one.id == "configuration" ||
                has(one.id, [](State state) { return state == State::could_not_look; }))
        << one.id;
    EXPECT_TRUE(!can_be_unmet || has(one.id, [](State state) {
      return state == State::warning || state == State::fail;
    })) << one.id;
  }
}

TEST(Requirements, HaveNamesOfTheirOwnAndOneRuleEach) {
  std::set<std::string_view> ids;
  for (const Requirement& one : all_requirements()) {
    EXPECT_TRUE(ids.insert(one.id).second) << one.id;
    EXPECT_NE(one.of_node == nullptr, one.of_role == nullptr) << one.id;
  }
}

TEST(ExitCode, IsThatOfTheWorstRowAndUnimportantRowsCannotMakeItUnknown) {
  Facts facts = healthy_node();
  const auto code = [&facts] { return exit_code_of(examine(facts)); };
  facts.windows.csc_assigned = unseen();
  EXPECT_EQ(code(), 0);
  facts.shared_config.offline_files_on = false;
  EXPECT_EQ(code(), 1);
  facts.iis = unseen();
  EXPECT_EQ(code(), 3);
  facts.services["ClusSvc"] = no_service();
  EXPECT_EQ(code(), 2);
}

}  // namespace
}  // namespace deepalive::service::doctor
