#pragma once

#include <windows.h>

#include <filesystem>
#include <string>

namespace deepalive::testing {

// deepalive.exe in a process of its own, to be killed and frozen. Throws std::runtime_error.
class AgentProcess {
 public:
  // `folder` holds deepalive.yaml.
  explicit AgentProcess(std::filesystem::path folder) : folder_(std::move(folder)) {}
  ~AgentProcess() { kill(); }
  AgentProcess(const AgentProcess&) = delete;
  AgentProcess& operator=(const AgentProcess&) = delete;

  void start();
  void kill();  // returns when it is gone
  void freeze();
  void thaw();
  bool is_running() const { return process_ != nullptr; }

 private:
  const std::filesystem::path folder_;
  HANDLE process_ = nullptr;
};

}  // namespace deepalive::testing
