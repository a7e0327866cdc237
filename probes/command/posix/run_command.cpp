#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <system_error>

#include "probes/command/command.h"

extern char** environ;

namespace deepalive::probes {
namespace {

// How late the end of a program may be noticed that leaves its output open.
constexpr Duration kGlance = std::chrono::milliseconds(10);

class OutputPipe {
 public:
  OutputPipe() {
    if (pipe2(ends_.data(), O_CLOEXEC) == 0) fcntl(ends_[0], F_SETFL, O_NONBLOCK);
  }
  OutputPipe(const OutputPipe&) = delete;
  OutputPipe& operator=(const OutputPipe&) = delete;
  ~OutputPipe() {
    close_writer();
    if (ends_[0] >= 0) close(ends_[0]);
  }

  bool is_open() const { return ends_[0] >= 0; }
  int reader() const { return ends_[0]; }
  int writer() const { return ends_[1]; }
  void close_writer() {
    if (ends_[1] >= 0) close(ends_[1]);
    ends_[1] = -1;
  }
  // What is there, but no more than fits into a pipe: a program may write faster than we read.
  // False at the end.
  bool drain(std::string& output) {
    std::array<char, 4096> buffer;
    for (int i = 0; i < 16; ++i) {
      const ssize_t got = read(ends_[0], buffer.data(), buffer.size());
      if (got == 0) return false;
      if (got < 0) return errno == EAGAIN || errno == EINTR;
      const std::size_t room = kMaxCommandOutput - output.size();
      output.append(buffer.data(), std::min(room, static_cast<std::size_t>(got)));
    }
    return true;
  }

 private:
  std::array<int, 2> ends_{-1, -1};
};

int spawn(const std::vector<std::string>& run, int output, pid_t& child) {
  std::vector<char*> arguments;
  for (const auto& argument : run) arguments.push_back(const_cast<char*>(argument.c_str()));
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t files;
  posix_spawnattr_t attributes;
  posix_spawn_file_actions_init(&files);
  posix_spawnattr_init(&attributes);
  posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&files, output, 1);
  posix_spawn_file_actions_adddup2(&files, output, 2);
  posix_spawn_file_actions_addclosefrom_np(&files, 3);
  sigset_t none;
  sigset_t all;
  sigemptyset(&none);
  sigfillset(&all);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &all);
  posix_spawnattr_setpgroup(&attributes, 0);
  posix_spawnattr_setflags(&attributes,
                           POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  const int error =
      posix_spawn(&child, arguments[0], &files, &attributes, arguments.data(), environ);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&files);
  return error;
}

// Still there to be waited for: its process group's number is not given away.
bool has_ended(pid_t child) {
  siginfo_t info{};
  return waitid(P_PID, static_cast<id_t>(child), &info, WEXITED | WNOWAIT | WNOHANG) == 0 &&
         info.si_pid == child;
}

}  // namespace

Result<CommandResult> run_command(const std::vector<std::string>& run, Duration timeout) {
  const TimePoint deadline = std::chrono::steady_clock::now() + timeout;
  OutputPipe pipe;
  pid_t child = -1;
  const int error = pipe.is_open() ? spawn(run, pipe.writer(), child) : errno;
  if (error != 0) {
    return Error{Reason::command_not_started, error,
                 run.front() + ": " + std::generic_category().message(error)};
  }
  pipe.close_writer();
  CommandResult result;
  bool open = true;
  while (!has_ended(child)) {
    const TimePoint now = std::chrono::steady_clock::now();
    if (now >= deadline) {
      result.timed_out = true;
      break;
    }
    const auto wait =
        std::chrono::ceil<std::chrono::milliseconds>(std::min(deadline - now, kGlance));
    pollfd readable{.fd = open ? pipe.reader() : -1, .events = POLLIN, .revents = 0};
    if (poll(&readable, 1, static_cast<int>(wait.count())) > 0) open = pipe.drain(result.output);
  }
  kill(-child, SIGKILL);
  pipe.drain(result.output);
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (!result.timed_out && WIFEXITED(status)) result.exit_code = WEXITSTATUS(status);
  return result;
}

}  // namespace deepalive::probes
