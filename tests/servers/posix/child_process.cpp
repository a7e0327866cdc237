#include "tests/servers/posix/child_process.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include <csignal>

#include <cstring>
#include <filesystem>
#include <stdexcept>

namespace deepalive::testing {
namespace {

constexpr auto kUntilEnded = std::chrono::seconds(10);  // until it has ended

// As exec() wants them.
std::vector<char*> pointers_to(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  pointers.reserve(texts.size() + 1);
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

}  // namespace

ChildProcess::ChildProcess(const Plan& plan)
    : name_(std::filesystem::path(plan.command.at(0)).filename()) {
  if (::access(plan.command[0].c_str(), X_OK) != 0) {
    throw std::runtime_error(plan.command[0] + " is not there: apt-get install " + plan.package +
                             " (./dev test does so)");
  }
  // All that allocates is done before the fork: another thread may hold the heap's lock.
  std::vector<std::string> command = plan.command;
  std::vector<std::string> environment = plan.environment;
  for (char** variable = environ; *variable != nullptr; ++variable) {
    environment.emplace_back(*variable);
  }
  const std::vector<char*> arguments = pointers_to(command);
  const std::vector<char*> variables = pointers_to(environment);
  int pipe[2];
  if (::pipe2(pipe, O_CLOEXEC) != 0) throw std::runtime_error("no pipe is left");
  const pid_t parent = ::getpid();
  id_ = ::fork();
  if (id_ == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (::getppid() != parent) ::_exit(127);
    for (const int descriptor : plan.inherited) ::fcntl(descriptor, F_SETFD, 0);
    ::dup2(pipe[1], STDOUT_FILENO);
    ::dup2(pipe[1], STDERR_FILENO);
    ::execve(arguments[0], arguments.data(), variables.data());
    ::_exit(127);
  }
  ::close(pipe[1]);
  if (id_ < 0) {
    ::close(pipe[0]);
    throw std::runtime_error(name_ + " cannot be started: " + std::strerror(errno));
  }
  reader_ = std::thread([this, end = pipe[0]] { read_output(end); });
}

ChildProcess::~ChildProcess() {
  ::kill(id_, SIGTERM);
  {
    // Its own children have the pipe too, and nothing else tells that they are gone.
    std::unique_lock lock(mutex_);
    more_.wait_for(lock, kUntilEnded, [this] { return ended_; });
  }
  ::kill(id_, SIGKILL);
  ::waitpid(id_, nullptr, 0);
  reader_.join();
}

void ChildProcess::read_output(int pipe) {
  char buffer[4096];
  ssize_t count = 0;
  while ((count = ::read(pipe, buffer, sizeof buffer)) > 0) {
    const std::lock_guard lock(mutex_);
    output_.append(buffer, static_cast<std::size_t>(count));
    more_.notify_all();
  }
  ::close(pipe);
  const std::lock_guard lock(mutex_);
  ended_ = true;
  more_.notify_all();
}

std::string ChildProcess::wait_for(const std::string& text, std::chrono::seconds patience) {
  std::unique_lock lock(mutex_);
  std::string line;
  const auto said = [&] {
    const auto found = output_.find(text);
    const auto end = found == output_.npos ? output_.npos : output_.find('\n', found);
    if (end == output_.npos) return false;
    const auto before = output_.rfind('\n', found);
    const auto begin = before == output_.npos ? 0 : before + 1;
    line = output_.substr(begin, end - begin);
    return true;
  };
  more_.wait_for(lock, patience, [&] { return said() || ended_; });
  if (!line.empty()) return line;
  throw std::runtime_error(name_ + (ended_ ? " ended at once: " : " does not get ready: ") +
                           output_);
}

}  // namespace deepalive::testing
