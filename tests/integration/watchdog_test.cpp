// A thread of a running agent is really held, by ptrace(2): no seam in the agent, nothing
// simulated.

#include <gmock/gmock.h>
#include <spawn.h>
#include <sys/ptrace.h>
#include <sys/wait.h>

#include <chrono>
#include <csignal>
#include <fstream>
#include <iterator>
#include <optional>
#include <thread>

#include "tests/servers/temporary_folder.h"

extern char** environ;

namespace deepalive::testing {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr auto kPatience = 50s;

std::string content(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

template <class Condition>
bool eventually(Condition condition) {
  const auto end = std::chrono::steady_clock::now() + kPatience;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(20ms);
  }
  return true;
}

// `deepalive run` as a process of its own, killed at the end if it still runs.
class AgentProcess {
 public:
  explicit AgentProcess(const fs::path& config) {
    const std::string file = config.string();
    const char* arguments[] = {DEEPALIVE_EXECUTABLE, "run", "--config", file.c_str(), nullptr};
    if (posix_spawn(&process_, DEEPALIVE_EXECUTABLE, nullptr, nullptr,
                    const_cast<char* const*>(arguments), environ) != 0) {
      throw std::runtime_error("cannot start " DEEPALIVE_EXECUTABLE);
    }
  }
  ~AgentProcess() {
    if (process_ == 0) return;
    ::kill(process_, SIGKILL);
    while (process_ != 0) reap(0);
  }

  // Null while there is no thread of this name.
  std::optional<pid_t> thread(const std::string& name) const {
    std::error_code error;
    const fs::path tasks = "/proc/" + std::to_string(process_) + "/task";
    for (fs::directory_iterator task(tasks, error), end; !error && task != end;
         task.increment(error)) {
      if (content(task->path() / "comm") == name + "\n") return std::stoi(task->path().filename());
    }
    return std::nullopt;
  }

  // Its exit code, once it has one.
  std::optional<int> ended() { return reap(WNOHANG); }

 private:
  // Also the thread that is traced: the process is not over before its tracer has heard of that.
  std::optional<int> reap(int options) {
    int status = 0;
    pid_t ended = 0;
    while ((ended = ::waitpid(-1, &status, options | __WALL)) > 0) {
      if (ended != process_) continue;
      process_ = 0;
      return WIFEXITED(status) ? std::optional(WEXITSTATUS(status)) : std::nullopt;
    }
    if (ended < 0) process_ = 0;
    return std::nullopt;
  }

  pid_t process_ = 0;
};

class WatchdogOfAnAgent : public ::testing::TestWithParam<const char*> {};

TEST_P(WatchdogOfAnAgent, EndsItWhenAThreadHangsAndTheNextOneSaysWhy) {
  const std::string name = GetParam();
  const TemporaryFolder folder;
  folder.write("iis.yaml", "sites: {Shop: {id: 1, state: started}}\n");
  folder.write("deepalive.yaml",
               "agent:\n"
               "  listen: []\n"
               "  log: {file: agent.log, events: events.jsonl}\n"
               "iis: {provider: simulated, simulated_file: iis.yaml}\n"
               "roles: {shop: {placement: always, sites: [Shop]}}\n");
  const fs::path config = folder.path() / "deepalive.yaml";
  const fs::path log = folder.path() / "agent.log";
  const std::string hangs = "the thread '" + name + "' has not come round";
  {
    AgentProcess agent(config);
    ASSERT_TRUE(eventually([&] { return agent.thread(name).has_value(); }));
    ASSERT_TRUE(eventually([&] { return content(log).find("started: ") != std::string::npos; }));
    const pid_t held = *agent.thread(name);
    ASSERT_EQ(::ptrace(PTRACE_SEIZE, held, nullptr, nullptr), 0) << strerror(errno);
    ASSERT_EQ(::ptrace(PTRACE_INTERRUPT, held, nullptr, nullptr), 0) << strerror(errno);
    std::optional<int> code;
    ASSERT_TRUE(eventually([&] { return (code = agent.ended()).has_value(); }));
    EXPECT_EQ(*code, 70);
  }
  EXPECT_THAT(content(folder.path() / "data" / "last-end.json"), HasSubstr(hangs));
  EXPECT_THAT(content(folder.path() / "events.jsonl"),
              AllOf(HasSubstr("watchdog_ended_agent"), HasSubstr(hangs)));
  const AgentProcess next(config);
  EXPECT_TRUE(eventually([&] {
    return content(log).find("the last agent was ended by its watchdog") != std::string::npos;
  })) << content(log);
  EXPECT_FALSE(fs::exists(folder.path() / "data" / "last-end.json"));
}

INSTANTIATE_TEST_SUITE_P(Threads, WatchdogOfAnAgent,
                         ::testing::Values("looking", "answering", "serving"),
                         [](const auto& thread) { return std::string(thread.param); });

}  // namespace
}  // namespace deepalive::testing
