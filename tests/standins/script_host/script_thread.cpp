#include "tests/standins/script_host/script_thread.h"

#include <utility>

namespace deepalive::standins {

ScriptThread::ScriptThread(std::wstring language, std::wstring text, ResourceObject& resource)
    : language_(std::move(language)), text_(std::move(text)), resource_(resource) {
  thread_ = std::thread([this] { serve(); });
}

ScriptThread::~ScriptThread() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

std::optional<CallOutcome> ScriptThread::load(std::chrono::milliseconds deadline) {
  return run([this](ScriptEngine& engine) { return engine.load(text_); }, deadline);
}

std::optional<CallOutcome> ScriptThread::call(const std::wstring& function,
                                              std::chrono::milliseconds deadline) {
  return run([function](ScriptEngine& engine) { return engine.call(function); }, deadline);
}

std::optional<CallOutcome> ScriptThread::run(Work work, std::chrono::milliseconds deadline) {
  std::unique_lock lock(mutex_);
  outcome_.reset();
  work_ = std::move(work);
  changed_.notify_all();
  changed_.wait_for(lock, deadline, [this] { return outcome_.has_value(); });
  return outcome_;
}

void ScriptThread::serve() {
  CoInitializeEx(nullptr, COINIT_APARTMENTTHREADED);
  {
    ScriptEngine engine(language_, resource_);
    std::unique_lock lock(mutex_);
    for (;;) {
      changed_.wait(lock, [this] { return ending_ || work_ != nullptr; });
      if (ending_) break;
      const Work work = std::exchange(work_, nullptr);
      lock.unlock();
      CallOutcome outcome = work(engine);
      lock.lock();
      outcome_ = std::move(outcome);
      changed_.notify_all();
    }
  }
  CoUninitialize();
}

}  // namespace deepalive::standins
