#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sys/wait.h>
#include <algorithm>

#include <array>
#include <boost/json.hpp>
#include <cstdio>
#include <sstream>

#include "service/commands/completion.h"
#include "service/commands/exit_codes.h"
#include "service/console/text.h"
#include "tests/integration/running_agent.h"
#include "tests/integration/terminal.h"
#include "tests/servers/fault_server.h"

// The executable itself: at a terminal, and with its output redirected.
namespace deepalive::testing {
namespace {

using service::kOk;
using service::kUnhealthy;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

const std::string kProgram = DEEPALIVE_PROGRAM;
constexpr const char* kEscape = "\x1b";

class AtATerminal : public ::testing::Test {
 protected:
  AtATerminal()
      : server_(answers(200)),
        agent_(
            "sites: {Shop: {id: 1, state: started, app_pools: [ShopPool]}}\n"
            "app_pools: {ShopPool: {state: started, worker_processes: [1]}}\n",
            "defaults: {interval: 50ms, fast_interval: 20ms, timeout: 500ms, fall: 1, rise: 1}\n"
            "roles: {shop: {sites: [Shop], grace: 0s, checks: [{name: front, http: {url: '" +
                server_.url("/health") + "'}}]}}\n") {
    agent_.ask_until("ISALIVE shop", {"verdict=healthy"});
  }

  std::vector<std::string> command(std::vector<std::string> words) const {
    words.insert(words.begin(), kProgram);
    words.insert(words.end(), {"--pipe", agent_.pipes().control()});
    return words;
  }
  void become_unhealthy() {
    server_.behave(answers(500));
    agent_.ask_until("ISALIVE shop", {"verdict=unhealthy"});
  }

  FaultServer server_;
  RunningAgent agent_;
};

struct Redirected {
  int code = -1;
  std::string out;
};

std::string quoted(const std::string& word) { return "'" + word + "'"; }

// Through a shell, standard output into a pipe.
Redirected redirected(const std::string& line) {
  Redirected result;
  FILE* pipe = ::popen(line.c_str(), "r");
  std::array<char, 4096> bytes;
  while (const auto count = std::fread(bytes.data(), 1, bytes.size(), pipe)) {
    result.out.append(bytes.data(), count);
  }
  const int status = ::pclose(pipe);
  result.code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return result;
}

Redirected redirected(const std::vector<std::string>& words) {
  std::string line;
  for (const auto& word : words) line += quoted(word) + " ";
  return redirected(line);
}

TEST_F(AtATerminal, WordsAreColouredAndRedirectedTheyAreNot) {
  AtTerminal terminal(command({"status"}), 120, 40, {{"TERM", "xterm"}});
  EXPECT_EQ(terminal.exit_code(), kOk);
  EXPECT_THAT(terminal.seen(), HasSubstr("\x1b[32mhealthy\x1b[0m"));
  const Redirected plain = redirected(command({"status"}));
  EXPECT_EQ(plain.code, kOk);
  EXPECT_THAT(plain.out, AllOf(HasSubstr("healthy"), Not(HasSubstr(kEscape))));
  EXPECT_THAT(redirected(command({"status", "--color", "always"})).out, HasSubstr(kEscape));
}

TEST_F(AtATerminal, NoColorAndTheOptionAreHeard) {
  AtTerminal by_variable(command({"status"}), 120, 40, {{"NO_COLOR", "1"}, {"TERM", "xterm"}});
  EXPECT_EQ(by_variable.exit_code(), kOk);
  EXPECT_THAT(by_variable.seen(), AllOf(HasSubstr("healthy"), Not(HasSubstr(kEscape))));
  AtTerminal by_option(command({"--color=never", "status"}), 120, 40, {{"TERM", "xterm"}});
  EXPECT_EQ(by_option.exit_code(), kOk);
  EXPECT_THAT(by_option.seen(), AllOf(HasSubstr("healthy"), Not(HasSubstr(kEscape))));
}

TEST_F(AtATerminal, TablesFitIt) {
  become_unhealthy();
  for (const auto& [columns, variable] : {std::pair{60, ""}, std::pair{200, "70"}}) {
    AtTerminal terminal(command({"status", "--color", "never"}),
                        static_cast<unsigned short>(columns), 40, {{"COLUMNS", variable}});
    EXPECT_EQ(terminal.exit_code(), kUnhealthy);
    std::istringstream lines(terminal.seen());
    std::size_t widest = 0;
    for (std::string line; std::getline(lines, line);) {
      line.erase(line.find_last_not_of('\r') + 1);
      widest = std::max(widest, service::display_width(line));
    }
    EXPECT_LE(widest, columns == 60 ? 60U : 70U);
    EXPECT_GT(widest, 40U) << terminal.seen();
  }
}

TEST_F(AtATerminal, WatchFollowsAndCtrlCEndsItWithTheLastStatesCode) {
  AtTerminal terminal(command({"status", "--watch", "--interval", "100ms"}), 100, 30,
                      {{"TERM", "xterm"}});
  EXPECT_THAT(terminal.seen_until("\x1b[32mhealthy"), HasSubstr("Ctrl-C ends"));
  become_unhealthy();
  EXPECT_THAT(terminal.seen_until("\x1b[31munhealthy"), HasSubstr("\x1b[31munhealthy"));
  terminal.type("\x03");
  EXPECT_EQ(terminal.exit_code(), kUnhealthy);
  const auto shown = terminal.seen().rfind("\x1b[?25h");
  ASSERT_NE(shown, std::string::npos);
  EXPECT_GT(shown, terminal.seen().rfind("\x1b[?25l")) << "the cursor is there again";
}

TEST_F(AtATerminal, WatchSurvivesARestartOfTheAgent) {
  AtTerminal terminal(command({"status", "shop", "--watch", "--interval", "100ms"}), 100, 30,
                      {{"TERM", "xterm"}});
  terminal.seen_until("healthy");
  agent_.restart([&] {
    EXPECT_THAT(terminal.seen_until("agent unreachable since "),
                HasSubstr("agent unreachable since "));
  });
  EXPECT_THAT(terminal.seen_until("\x1b[32mhealthy"), HasSubstr("healthy"));
  terminal.type("\x03");
  EXPECT_EQ(terminal.exit_code(), kOk);
}

TEST_F(AtATerminal, EveryAnswerOfTheAgentComesAsJsonToo) {
  namespace json = boost::json;
  const auto answer = json::parse(redirected(command({"ask", "isalive", "shop", "--json"})).out);
  EXPECT_TRUE(answer.at("alive").as_bool());
  EXPECT_EQ(answer.at("question").as_string(), "isalive");
  EXPECT_EQ(answer.at("verdict").as_string(), "healthy");
  const auto status = json::parse(redirected(command({"status", "--json"})).out);
  EXPECT_EQ(status.at("roles").as_array().size(), 1U);
  const auto begun = json::parse(redirected(command({"maintenance", "start", "shop", "--for", "1m",
                                                     "--reason", "new disks", "--json"}))
                                     .out);
  EXPECT_TRUE(begun.at("done").as_bool());
  const auto list = json::parse(redirected(command({"maintenance", "list", "--json"})).out);
  EXPECT_EQ(list.as_array().at(0).at("reason").as_string(), "new disks");
  EXPECT_TRUE(json::parse(redirected(command({"maintenance", "end", "shop", "--json"})).out)
                  .at("done")
                  .as_bool());
  EXPECT_TRUE(json::parse(redirected(command({"history", "--json"})).out)
                  .as_object()
                  .contains("transitions"));
  const Redirected online = redirected(command({"role", "online", "shop", "--json"}));
  EXPECT_EQ(online.code, kOk);
  EXPECT_EQ(json::parse(online.out).at("role").as_string(), "shop");
}

TEST_F(AtATerminal, TheRoleThatWasMeantIsNamed) {
  for (const std::vector<std::string>& words :
       std::vector<std::vector<std::string>>{{"status", "shopp"},
                                             {"ask", "isalive", "shopp"},
                                             {"history", "shopp"},
                                             {"role", "offline", "shopp"},
                                             {"maintenance", "end", "shopp"}}) {
    std::string line;
    for (const auto& word : command(words)) line += quoted(word) + " ";
    EXPECT_THAT(redirected(line + "2>&1").out, HasSubstr("did you mean 'shop'?")) << words.front();
  }
}

TEST_F(AtATerminal, TheRoleThatWasMeantIsNamedOfAnAgentThatDoesNotRunToo) {
  agent_.stop();
  const std::string config = (agent_.folder() / "deepalive.yaml").string();
  const Redirected other =
      redirected(quoted(kProgram) + " history shopp --config " + quoted(config) + " 2>&1");
  EXPECT_EQ(other.code, service::kFailed);
  EXPECT_THAT(other.out, HasSubstr("did you mean 'shop'?"));
  EXPECT_EQ(redirected({kProgram, "history", "shop", "--config", config}).code, kOk);
}

// As bash calls a completion: COMP_WORDS is the line, COMP_CWORD the word where the cursor is.
Redirected completed_by_bash(const std::vector<std::string>& words, std::size_t at) {
  TemporaryFolder folder;
  std::string line;
  for (const auto& word : words) line += " " + quoted(word);
  folder.write("ask.bash", std::string(service::bash_completion()) + "COMP_WORDS=(" +
                               quoted(kProgram) + line + ")\nCOMP_CWORD=" + std::to_string(at) +
                               "\n_deepalive\nprintf '%s\\n' \"${COMPREPLY[@]}\"\ncomplete -p\n");
  return redirected("bash --norc " + quoted((folder.path() / "ask.bash").string()));
}

TEST_F(AtATerminal, BashCompletesCommandsAndTheRolesOfTheAgent) {
  const auto command = completed_by_bash({"hist"}, 1);
  EXPECT_THAT(command.out, HasSubstr("history\ncomplete -o bashdefault -o default -F _deepalive"));
  EXPECT_THAT(completed_by_bash({"status", "--pipe", agent_.pipes().control(), ""}, 4).out,
              HasSubstr("shop\n"));
  EXPECT_THAT(completed_by_bash({"status", "--color", "=", "al", "--json"}, 4).out,
              HasSubstr("always\n"))
      << "what stands behind the cursor does not count";
}

}  // namespace
}  // namespace deepalive::testing
