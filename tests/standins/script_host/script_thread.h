#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "tests/standins/script_host/script_engine.h"

namespace deepalive::standins {

// A script on a thread of its own, as the cluster's Generic Script resource has it: calls are
// serial, each with a deadline. After a call that missed its deadline nothing more is possible
// (the cluster calls it hang mode) and the process should end: the thread cannot be taken back.
class ScriptThread {
 public:
  ScriptThread(std::wstring language, std::wstring text, ResourceObject& resource);
  // Must not run after a hang.
  ~ScriptThread();
  ScriptThread(const ScriptThread&) = delete;
  ScriptThread& operator=(const ScriptThread&) = delete;

  // Nothing: the deadline passed.
  std::optional<CallOutcome> load(std::chrono::milliseconds deadline);
  std::optional<CallOutcome> call(const std::wstring& function, std::chrono::milliseconds deadline);

 private:
  using Work = std::function<CallOutcome(ScriptEngine&)>;

  std::optional<CallOutcome> run(Work work, std::chrono::milliseconds deadline);
  void serve();

  const std::wstring language_;
  const std::wstring text_;
  ResourceObject& resource_;
  std::mutex mutex_;
  std::condition_variable changed_;
  Work work_;                           // guarded by mutex_
  std::optional<CallOutcome> outcome_;  // guarded by mutex_
  bool ending_ = false;                 // guarded by mutex_
  std::thread thread_;
};

}  // namespace deepalive::standins
