#include "tests/standins/cluster/call_lane.h"

#include <array>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

namespace deepalive::standins {
namespace {

// A thread inside a call, where it stood before, and what went wrong since.
struct Guard {
  DWORD thread = 0;
  CONTEXT before{};
  volatile DWORD fault = 0;
};
std::array<std::atomic<Guard*>, 64> guards;

bool is_fault(DWORD code) {
  return code == EXCEPTION_ACCESS_VIOLATION || code == EXCEPTION_ILLEGAL_INSTRUCTION ||
         code == EXCEPTION_INT_DIVIDE_BY_ZERO || code == EXCEPTION_IN_PAGE_ERROR ||
         code == EXCEPTION_PRIV_INSTRUCTION;
}

// GCC has no __try: the thread is set back to where it stood before the call. What the call had
// taken (locks, memory) stays taken, which is why its host counts as dead afterwards.
LONG WINAPI set_back(EXCEPTION_POINTERS* exception) {
  const DWORD code = exception->ExceptionRecord->ExceptionCode;
  if (!is_fault(code)) return EXCEPTION_CONTINUE_SEARCH;
  const DWORD thread = GetCurrentThreadId();
  for (const auto& slot : guards) {
    Guard* guard = slot.load();
    if (guard == nullptr || guard->thread != thread || guard->fault != 0) continue;
    guard->fault = code;
    *exception->ContextRecord = guard->before;
    return EXCEPTION_CONTINUE_EXECUTION;
  }
  return EXCEPTION_CONTINUE_SEARCH;
}

// The code of the fault, or 0.
[[gnu::noinline]] DWORD run_guarded(const std::function<void()>& call) {
  static void* const handler = AddVectoredExceptionHandler(1, set_back);
  (void)handler;
  auto guard = std::make_unique<Guard>();
  guard->thread = GetCurrentThreadId();
  std::atomic<Guard*>* slot = nullptr;
  for (auto& free : guards) {
    Guard* nobody = nullptr;
    if (free.compare_exchange_strong(nobody, guard.get())) {
      slot = &free;
      break;
    }
  }
  RtlCaptureContext(&guard->before);
  if (guard->fault == 0) call();
  if (slot != nullptr) slot->store(nullptr);
  return guard->fault;
}

CallEnd run_here(const std::function<void()>& call) {
  CallEnd end;
  bool leaked = false;
  std::chrono::steady_clock::time_point begin;
  std::chrono::steady_clock::time_point ended;
  const std::function<void()> timed = [&] {
    begin = std::chrono::steady_clock::now();
    try {
      call();
    } catch (...) {
      leaked = true;
    }
    ended = std::chrono::steady_clock::now();
  };
  end.fault = run_guarded(timed);
  if (end.fault != 0) {
    end.kind = CallEnd::Kind::crashed;
    return end;
  }
  if (leaked) end.kind = CallEnd::Kind::leaked_exception;
  end.took = ended - begin;
  return end;
}

}  // namespace

struct CallLane::State {
  std::mutex mutex;
  std::condition_variable changed;
  std::function<void()> call;  // guarded by mutex, as the rest
  std::optional<CallEnd> end;
  bool ending = false;
};

CallLane::CallLane() : state_(std::make_shared<State>()) {
  thread_ = std::thread([state = state_] {
    std::unique_lock lock(state->mutex);
    for (;;) {
      state->changed.wait(lock, [&] { return state->ending || state->call != nullptr; });
      if (state->call == nullptr) return;
      const std::function<void()> call = std::exchange(state->call, nullptr);
      lock.unlock();
      const CallEnd end = run_here(call);
      lock.lock();
      state->end = end;
      state->changed.notify_all();
    }
  });
}

CallLane::~CallLane() {
  {
    const std::lock_guard lock(state_->mutex);
    state_->ending = true;
    state_->changed.notify_all();
  }
  if (hung_) {
    thread_.detach();
  } else {
    thread_.join();
  }
}

CallEnd CallLane::run(std::function<void()> call, std::chrono::milliseconds deadline) {
  std::unique_lock lock(state_->mutex);
  state_->end.reset();
  state_->call = std::move(call);
  state_->changed.notify_all();
  if (!state_->changed.wait_for(lock, deadline, [this] { return state_->end.has_value(); })) {
    hung_ = true;
    return {CallEnd::Kind::deadline, 0, deadline};
  }
  return *state_->end;
}

}  // namespace deepalive::standins
