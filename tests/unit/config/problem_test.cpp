#include "config/problem.h"

#include <gtest/gtest.h>

#include <vector>

namespace deepalive::config {
namespace {

TEST(Problem, NamesFileLineColumnAndPathAsCompilersDo) {
  EXPECT_EQ(format_problem({Severity::error, 12, 7, "roles.shop.grase", "unknown key"}, "d.yaml"),
            "d.yaml:12:7: error: roles.shop.grase: unknown key");
}

TEST(Problem, OfTheFileAsAWholeHasNoLine) {
  EXPECT_EQ(format_problem({Severity::error, 0, 0, "", "is empty"}, "d.yaml"),
            "d.yaml: error: is empty");
}

TEST(Problem, WarningsAloneAreNoError) {
  const Problem warning{Severity::warning, 1, 1, "a", "b"};
  const Problem error{Severity::error, 1, 1, "a", "b"};
  EXPECT_FALSE(has_errors(std::vector{warning}));
  EXPECT_TRUE(has_errors(std::vector{warning, error}));
  EXPECT_EQ(format_problems(std::vector{warning, error}, "f"),
            "f:1:1: warning: a: b\nf:1:1: error: a: b\n");
}

}  // namespace
}  // namespace deepalive::config
