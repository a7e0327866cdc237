#pragma once

#include <sys/types.h>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace deepalive::testing {

// A program that runs for as long as this lives, and is told to end (SIGTERM) with the process
// that started it. What it says is kept. One thread uses it.
class ChildProcess {
 public:
  struct Plan {
    std::vector<std::string> command;        // the program's absolute path, and its arguments
    std::string package;                     // Debian's, for whoever does not have it
    std::vector<std::string> environment{};  // "NAME=value", beside our own
    std::vector<int> inherited{};            // descriptors that it keeps, by their numbers
  };

  // Throws std::runtime_error when the program is not there or cannot be started.
  explicit ChildProcess(const Plan& plan);
  ~ChildProcess();
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  // The first line of its output, errors among it, that contains this text. Throws with all that it
  // said when it ends without, or does not come to it.
  std::string wait_for(const std::string& text,
                       std::chrono::seconds patience = std::chrono::seconds(30));

  pid_t id() const { return id_; }

 private:
  void read_output(int pipe);

  std::string name_;
  pid_t id_ = 0;
  std::mutex mutex_;
  std::condition_variable more_;
  std::string output_;
  bool ended_ = false;
  std::thread reader_;
};

}  // namespace deepalive::testing
