#include "service/commands/status_watch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json.hpp>
#include <deque>
#include <sstream>

#include "service/commands/exit_codes.h"

namespace deepalive::service {
namespace {

using namespace std::chrono_literals;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

std::string shop(const std::string& verdict, bool alive, int age) {
  const std::string answer = alive ? "true" : "false";
  return R"({"agent":{},"roles":[{"role":"shop","verdict":")" + verdict + R"(","looks_alive":)" +
         answer + R"(,"is_alive":)" + answer + R"(,"age_ms":)" + std::to_string(age) +
         R"(,"since":"2026-11-22T14:05:09.123Z","detail":"why","maintenance":null,"checks":[]}]})";
}

// An agent that answers what it is told to, and a user who ends it when there is nothing more.
class Watched {
 public:
  std::deque<Result<std::string>> answers;
  Screen screen;

  std::string run(bool as_json = false) {
    std::ostringstream out;
    const ScreenOf on(out, screen);
    WallTime now = WallTime(std::chrono::seconds(1'700'000'000));
    StatusWatch watch({.ask =
                           [&] {
                             const auto answer = answers.front();
                             answers.pop_front();
                             return answer;
                           },
                       .wait_for_end =
                           [&](Duration) {
                             now += 2s;
                             return answers.empty();
                           },
                       .now = [&] { return now; },
                       .measure = [&] { return screen; }},
                      out, 2s, as_json);
    code = watch.run();
    return out.str();
  }
  std::vector<std::string> lines(bool as_json) {
    std::istringstream text(run(as_json));
    std::vector<std::string> all;
    for (std::string line; std::getline(text, line);) all.push_back(line);
    return all;
  }
  int code = -1;
};

Error gone() { return {Reason::agent_unreachable, 0, "nobody there"}; }

TEST(StatusWatch, PrintsOnlyWhatHasChangedWhereThereIsNoTerminal) {
  Watched watched;
  watched.answers = {shop("healthy", true, 10), shop("healthy", true, 900),
                     shop("unhealthy", false, 5)};
  const std::string out = watched.run();
  EXPECT_EQ(out.find("-- ", out.find("-- 2023-11-14 22:13:24 UTC") + 1), std::string::npos);
  EXPECT_THAT(out, AllOf(StartsWith("-- 2023-11-14 22:13:20 UTC\nROLE"), HasSubstr("10 ms"),
                         Not(HasSubstr("900 ms")), HasSubstr("unhealthy"), Not(HasSubstr("\x1b"))));
  EXPECT_EQ(watched.code, kUnhealthy);
}

TEST(StatusWatch, WaitsForAnAgentThatIsGone) {
  Watched watched;
  watched.answers = {shop("healthy", true, 10), gone(), gone(), shop("healthy", true, 20)};
  const std::string out = watched.run();
  EXPECT_THAT(out, HasSubstr("agent unreachable since 2023-11-14 22:13:22 UTC\nnobody there\n"));
  EXPECT_THAT(out, HasSubstr("20 ms"));
  EXPECT_EQ(watched.code, kOk);
  watched.answers = {gone()};
  watched.run();
  EXPECT_EQ(watched.code, kAgentUnreachable);
}

TEST(StatusWatch, GivesALineOfJsonForEachChange) {
  Watched watched;
  watched.answers = {shop("healthy", true, 1), shop("healthy", true, 2), gone(), gone(),
                     shop("degraded", true, 3)};
  const auto lines = watched.lines(true);
  ASSERT_EQ(lines.size(), 3U);
  EXPECT_EQ(lines[0], shop("healthy", true, 1));
  const auto unreachable = boost::json::parse(lines[1]).at("unreachable").as_object();
  EXPECT_EQ(unreachable.at("since").as_string(), "2023-11-14T22:13:24.000Z");
  EXPECT_EQ(unreachable.at("text").as_string(), "nobody there");
  EXPECT_EQ(lines[2], shop("degraded", true, 3));
  EXPECT_EQ(watched.code, kDegraded);
}

TEST(StatusWatch, RedrawsInPlaceAndGivesTheCursorBack) {
  Watched watched;
  watched.screen = {.is_terminal = true, .width = 60, .height = 24};
  watched.answers = {shop("healthy", true, 10), shop("healthy", true, 900)};
  const std::string out = watched.run();
  EXPECT_THAT(out, StartsWith("\x1b[?25l\x1b[2J\x1b[H"));
  EXPECT_THAT(out, AllOf(HasSubstr("10 ms"), HasSubstr("900 ms")));
  EXPECT_THAT(out, EndsWith("\x1b[?25h"));
  EXPECT_EQ(out.find("\x1b[2J"), out.rfind("\x1b[2J")) << "cleared once: no flicker";
}

TEST(StatusWatch, DrawsNoMoreLinesThanTheScreenHas) {
  Watched watched;
  watched.screen = {.is_terminal = true, .width = 60, .height = 3};
  watched.answers = {shop("healthy", true, 10)};
  const std::string out = watched.run();
  EXPECT_EQ(std::ranges::count(out, '\n'), 2) << out;
}

TEST(StatusWatch, TellsOfARefusedConfiguration) {
  Watched watched;
  std::string refused = shop("healthy", true, 1);
  refused.insert(1, R"("configuration":{"file":"d.yaml","loaded":"2026-11-22T14:00:00.000Z",)"
                    R"("changes":[],"waiting_for_restart":[],"refused":)"
                    R"({"since":"2026-11-22T14:05:09.123Z","errors":1,)"
                    R"("problems":["d.yaml:3:5: error: \u001bunknown key"]}},)");
  watched.answers = {shop("healthy", true, 1), refused, refused};
  const std::string out = watched.run();
  const auto at = out.find("The configuration d.yaml is refused since 2026-11-22T14:05:09.123Z");
  ASSERT_NE(at, std::string::npos) << out;
  EXPECT_EQ(out.find("is refused", at + 60), std::string::npos) << "it is told once";
  EXPECT_THAT(out, HasSubstr("d.yaml:3:5: error: ?unknown key\n"));
}

TEST(StatusWatch, EndsAtOnceWhereThereIsNoSuchRole) {
  Watched watched;
  watched.answers = {std::string("ERROR unknown-role no role 'x' is configured here")};
  EXPECT_EQ(watched.run(), "");
  EXPECT_EQ(watched.code, kUnknown);
}

TEST(StatusWatch, GoesOnWhereARoleWentMeanwhile) {
  Watched watched;
  watched.answers = {shop("healthy", true, 1), std::string("ERROR unknown-role no role 'shop'"),
                     shop("healthy", true, 2)};
  EXPECT_THAT(watched.run(), HasSubstr("ERROR unknown-role"));
  EXPECT_EQ(watched.code, kOk);
}

}  // namespace
}  // namespace deepalive::service
