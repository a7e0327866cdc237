#include "core/nearest.h"

#include <gtest/gtest.h>

#include <array>
#include <string>

namespace deepalive {
namespace {

constexpr auto kKeys = std::to_array<std::string_view>(
    {"interval", "fast_interval", "timeout", "fall", "rise", "follow_redirects", "headers", "url"});

TEST(Nearest, FindsWhatAMistypedWordMeant) {
  EXPECT_EQ(nearest("intervall", kKeys), "interval");
  EXPECT_EQ(nearest("tiemout", kKeys), "timeout");
  EXPECT_EQ(nearest("fastinterval", kKeys), "fast_interval");
  EXPECT_EQ(nearest("header", kKeys), "headers");
  EXPECT_EQ(nearest("TimeOut", kKeys), "timeout");
  EXPECT_EQ(nearest("uri", kKeys), "url");
}

TEST(Nearest, FindsTheOnlyOneThatTheWordBegins) {
  EXPECT_EQ(nearest("follow", kKeys), "follow_redirects");
  EXPECT_EQ(nearest("FAST", kKeys), "fast_interval");
}

TEST(Nearest, DoesNotChooseBetweenTwoThatTheWordBegins) {
  constexpr auto keys = std::to_array<std::string_view>({"body_matches", "body_not_matches"});
  EXPECT_EQ(nearest("body", keys), "");
}

TEST(Nearest, FindsNothingForAWordThatIsFarFromAll) {
  EXPECT_EQ(nearest("certificate", kKeys), "");
  EXPECT_EQ(nearest("", kKeys), "");
  EXPECT_EQ(nearest("x", {}), "");
}

TEST(Nearest, DoesNotWorkOnWordsThatAreTooLongToBeTypingErrors) {
  EXPECT_EQ(nearest(std::string(100'000, 'x'), kKeys), "");
}

TEST(Nearest, TakesTheOneWithTheFewestEdits) {
  constexpr auto keys =
      std::to_array<std::string_view>({"site_state", "site_stats", "sites_state"});
  EXPECT_EQ(nearest("site_stats", keys), "site_stats");
}

TEST(Nearest, TheHintIsAQuestionOrNothing) {
  EXPECT_EQ(did_you_mean("timout", kKeys), "; did you mean 'timeout'?");
  EXPECT_EQ(did_you_mean("zzzzzz", kKeys), "");
}

}  // namespace
}  // namespace deepalive
