#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <random>
#include <string>
#include <vector>

#include "service/history/saved_history.h"
#include "service/journal/journal.h"
#include "tests/servers/temporary_folder.h"
#include "tests/unit/service/journal/life.h"

namespace deepalive::service {
namespace {

using namespace std::chrono_literals;
using testing::identities;
using testing::Life;

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr int kKills = 50;
#else
constexpr int kKills = 1000;
#endif

std::string prefix_of(int round) { return "r" + std::to_string(round) + "-"; }

// More would push the first ones out of the journal again, wherever the machine holds up who kills.
constexpr std::size_t kMostTransitions = 150;

// Writes a journal until it is killed, and a byte to the pipe for each transition that is flushed.
[[noreturn]] void write_until_killed(const std::filesystem::path& folder, int round,
                                     int acknowledge) {
  Life life(static_cast<unsigned>(round), prefix_of(round));
  const Published<Inventory> inventory(std::make_shared<const Inventory>());
  Journal journal(
      {.data_dir = folder, .limits = {.max_size = std::size_t{256} << 10}, .flush_every = 1ms},
      life.node(), inventory, std::make_shared<History>(), [](bool, const std::string&) {});
  life.journal = &journal;
  while (life.transitions().size() < kMostTransitions) {
    while (!life.step()) {
    }
    if (!journal.flush(60s) || ::write(acknowledge, ".", 1) != 1) _exit(1);
  }
  while (true) ::pause();
}

// Lets it write, kills it, and gives how many transitions it had acknowledged.
std::size_t run_and_kill(const std::filesystem::path& folder, int round, std::mt19937& random) {
  int ends[2];
  EXPECT_EQ(::pipe(ends), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    ::close(ends[0]);
    write_until_killed(folder, round, ends[1]);
  }
  ::close(ends[1]);
  // Any moment of its life: while it opens the folder, or some transitions later.
  const std::size_t enough = random() % 4 == 0 ? 0 : random() % 12;
  const auto more = std::chrono::microseconds(random() % (enough == 0 ? 25'000 : 3'000));
  std::size_t acknowledged = 0;
  const auto drain = [&](int patience) {
    pollfd wait{.fd = ends[0], .events = POLLIN, .revents = 0};
    char bytes[64];
    while (::poll(&wait, 1, patience) > 0) {
      const ssize_t count = ::read(ends[0], bytes, sizeof bytes);
      if (count <= 0) return;
      acknowledged += static_cast<std::size_t>(count);
    }
  };
  const auto patience = std::chrono::steady_clock::now() + 30s;
  while (acknowledged < enough && std::chrono::steady_clock::now() < patience) drain(1);
  const auto end = std::chrono::steady_clock::now() + more;
  while (std::chrono::steady_clock::now() < end) drain(0);
  ::kill(child, SIGKILL);
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_TRUE(WIFSIGNALED(status)) << "round " << round << ": it ended by itself";
  drain(1000);
  ::close(ends[0]);
  return acknowledged;
}

TEST(JournalKill, LosesNothingThatWasAcknowledgedAndShowsNothingHalf) {
  const testing::TemporaryFolder folder;
  std::mt19937 random(1);
  std::size_t all_acknowledged = 0;
  for (int round = 0; round < kKills; ++round) {
    const std::size_t acknowledged = run_and_kill(folder.path(), round, random);
    all_acknowledged += acknowledged;
    std::vector<Transition> found;
    for (const auto& transition :
         read_transitions(folder.path().string(), [](const std::string&) {})) {
      if (transition->role.starts_with(prefix_of(round))) found.push_back(*transition);
    }
    // What it would have written: exactly this, up to some point after what was acknowledged.
    Life life(static_cast<unsigned>(round), prefix_of(round));
    while (life.transitions().size() < found.size()) life.step();
    ASSERT_EQ(identities(found), identities(life.transitions())) << "round " << round;
    ASSERT_GE(found.size(), acknowledged) << "round " << round;
  }
  EXPECT_GT(all_acknowledged, static_cast<std::size_t>(kKills)) << "or little was tested";
}

}  // namespace
}  // namespace deepalive::service
