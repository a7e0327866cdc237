#include "service/answers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/service/a_role.h"

namespace deepalive::service {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class Answers : public ::testing::Test {
 protected:
  NodeHealth node_;
  testing::ARole role_{node_};
  History history_;
  Responder responder_{node_, history_, [this] { return role_.now; }, role_.now, {}};
};

TEST_F(Answers, SayDeadWithTheReasonAndTheAgeOfTheEvidence) {
  role_.passes();
  role_.goes_down();
  role_.now.steady += std::chrono::milliseconds(250);
  EXPECT_EQ(responder_.respond("ISALIVE shop").line,
            "DEAD verdict=unhealthy role=shop age_ms=250 generation=4 reason=status_unexpected "
            "detail=\"front: status 500 \\\"<oops>\\\"\"");
}

TEST_F(Answers, LooksAliveIsFalseForASuspicionAndIsAliveIsNot) {
  role_.passes();
  role_.fails();
  EXPECT_THAT(responder_.respond("shop", Question::looks_alive),
              StartsWith("DEAD verdict=healthy"));
  EXPECT_THAT(responder_.respond("shop", Question::is_alive), StartsWith("ALIVE verdict=healthy"));
}

TEST_F(Answers, TurnUnknownByThemselvesWhenNobodyObservesAnyMore) {
  role_.passes();
  role_.now.steady += std::chrono::seconds(31);
  EXPECT_THAT(responder_.respond("ISALIVE shop").line,
              AllOf(StartsWith("ALIVE verdict=unknown"), HasSubstr("age_ms=31000"),
                    HasSubstr("reason=stale")));
}

TEST_F(Answers, NameTheRoleThatIsNotConfigured) {
  EXPECT_EQ(responder_.respond("ISALIVE shoe").line,
            "ERROR unknown-role no role 'shoe' is configured here; did you mean 'shop'?");
  EXPECT_EQ(responder_.respond("STATUS shoe").line,
            "ERROR unknown-role no role 'shoe' is configured here; did you mean 'shop'?");
  EXPECT_EQ(responder_.respond("shoe", Question::is_alive),
            "ERROR unknown-role no role 'shoe' is configured here; did you mean 'shop'?");
}

TEST_F(Answers, AreOneLineEach) {
  role_.observe(Outcome::fail, Reason::status_unexpected, "two\nlines");
  for (const char* request : {"ISALIVE shop", "STATUS", "STATUS shop", "PING", "NONSENSE"}) {
    EXPECT_EQ(responder_.respond(request).line.find('\n'), std::string::npos) << request;
  }
}

}  // namespace
}  // namespace deepalive::service
