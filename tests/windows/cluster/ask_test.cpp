#include <gtest/gtest.h>

#include <stdexcept>

#include "cluster/windows/pipe_trust.h"
#include "tests/windows/cluster/fake_agent.h"

// deepalive_ask.exe, as the generated script runs it, and whom it and the DLL believe.
namespace deepalive::testing {
namespace {

using namespace std::chrono_literals;

struct Asked {
  DWORD exit_code = 0;
  std::chrono::steady_clock::duration took{};
};

Asked run_ask(const std::string& words) {
  STARTUPINFOW startup{};
  startup.cb = sizeof(startup);
  PROCESS_INFORMATION process{};
  std::wstring command = L"\"" DEEPALIVE_PROGRAM_FOLDER L"\\deepalive_ask.exe\" " +
                         std::wstring(words.begin(), words.end());
  const auto begin = std::chrono::steady_clock::now();
  if (!CreateProcessW(nullptr, command.data(), nullptr, nullptr, FALSE, 0, nullptr, nullptr,
                      &startup, &process)) {
    throw std::runtime_error("deepalive_ask.exe cannot be started");
  }
  WaitForSingleObject(process.hProcess, 60'000);
  Asked run;
  run.took = std::chrono::steady_clock::now() - begin;
  GetExitCodeProcess(process.hProcess, &run.exit_code);
  CloseHandle(process.hThread);
  CloseHandle(process.hProcess);
  return run;
}

std::string pipe_name() {
  static int count = 0;
  return "ask-" + std::to_string(GetCurrentProcessId()) + "-" + std::to_string(++count);
}

std::string answer(const std::string& first, const std::string& verdict,
                   const std::string& role = "shop") {
  return first + " verdict=" + verdict + " role=" + role +
         " age_ms=1 generation=1 reason=ok detail=\"\"\n";
}

TEST(Ask, ExitsWithTheAnswer) {
  struct Row {
    std::string says;
    DWORD exit_code;
  };
  for (const Row& row :
       {Row{answer("ALIVE", "healthy"), 0}, Row{answer("ALIVE", "initializing"), 0},
        Row{answer("ALIVE", "standby"), 0}, Row{answer("ALIVE", "degraded"), 1},
        Row{answer("DEAD", "unhealthy"), 2}, Row{answer("DEAD", "unknown"), 2},
        Row{answer("ALIVE", "unknown"), 3}, Row{answer("ALIVE", "healthy", "blog"), 69},
        Row{"ERROR unknown-role no role 'shop' is configured here\n", 69},
        Row{std::string("\x01\xff\x00\n", 4), 69}, Row{std::string(9000, 'x') + "\n", 69}}) {
    const std::string pipe = pipe_name();
    const FakeAgent agent(pipe, row.says, FakeAgent::Then::hold);
    EXPECT_EQ(run_ask("isalive shop --timeout 5000 --pipe " + pipe).exit_code, row.exit_code)
        << row.says.substr(0, 60);
  }
}

TEST(Ask, GivesUpAtItsDeadlineWhateverTheAgentDoes) {
  for (const std::string& says : {std::string(), std::string("ALIVE verdict=healthy role=shop")}) {
    const std::string pipe = pipe_name();
    const FakeAgent agent(pipe, says, FakeAgent::Then::hold);
    const Asked run = run_ask("looksalive shop --timeout 300 --pipe " + pipe);
    EXPECT_EQ(run.exit_code, 69u);
    EXPECT_LT(run.took, 5s) << "its own deadline, and what starting a process takes here";
  }
  EXPECT_EQ(run_ask("looksalive shop --timeout 300 --pipe " + pipe_name()).exit_code, 69u);
}

TEST(Ask, DoesNotBelieveAPipeThatBelongsToSomebodyElse) {
  const std::string pipe = pipe_name();
  const FakeAgent squatter(pipe, answer("ALIVE", "healthy"), FakeAgent::Then::hold,
                           L"O:WDD:(A;;GA;;;WD)");
  EXPECT_EQ(run_ask("isalive shop --timeout 5000 --pipe " + pipe).exit_code, 69u);
}

TEST(Ask, ABadCommandLineIsToldApart) {
  for (const char* words :
       {"", "isalive", "is_alive shop", "isalive sh\\\"op", "isalive \"sh op\"",
        "isalive shop --pipe", "isalive shop --timeout 5", "isalive shop --timeout x",
        "isalive shop --piep a", "isalive shop extra"}) {
    EXPECT_EQ(run_ask(words).exit_code, 64u) << words;
  }
}

TEST(PipeTrust, TheServerMustBeTheProcessOfTheServiceThatRuns) {
  const std::string pipe = pipe_name();
  const FakeAgent agent(pipe, "", FakeAgent::Then::hold);
  const HANDLE client = CreateFileA(("\\\\.\\pipe\\" + pipe).c_str(), GENERIC_READ | GENERIC_WRITE,
                                    0, nullptr, OPEN_EXISTING, 0, nullptr);
  ASSERT_NE(client, INVALID_HANDLE_VALUE);
  EXPECT_EQ(cluster::check_server(client, 0).trust, cluster::Trust::trusted);
  EXPECT_EQ(cluster::check_server(client, GetCurrentProcessId()).trust, cluster::Trust::trusted);
  const auto report = cluster::check_server(client, GetCurrentProcessId() + 4);
  EXPECT_EQ(report.trust, cluster::Trust::foreign_server);
  EXPECT_EQ(report.server_process, GetCurrentProcessId());
  CloseHandle(client);
}

}  // namespace
}  // namespace deepalive::testing
