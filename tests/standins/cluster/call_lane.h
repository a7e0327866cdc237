#pragma once

#include <windows.h>

#include <chrono>
#include <functional>
#include <memory>
#include <thread>

namespace deepalive::standins {

// How a call into somebody's code ended.
struct CallEnd {
  enum class Kind {
    returned,
    leaked_exception,  // a C++ exception left it
    crashed,           // an access violation or its like; the thread went on behind the call
    deadline,          // it did not return in time
  };
  Kind kind = Kind::returned;
  DWORD fault = 0;                   // the exception code of `crashed`
  std::chrono::nanoseconds took{0};  // inside the call, without the way to the thread
};

// A thread that makes calls into a DLL which may throw, crash or hang. A hung thread is abandoned,
// with what its call uses: a call must own (by value or shared pointer) everything it touches.
// One caller at a time.
class CallLane {
 public:
  CallLane();
  // Leaves a hung thread behind.
  ~CallLane();
  CallLane(const CallLane&) = delete;
  CallLane& operator=(const CallLane&) = delete;

  // Must not be called again after a deadline was missed.
  CallEnd run(std::function<void()> call, std::chrono::milliseconds deadline);

 private:
  struct State;
  const std::shared_ptr<State> state_;
  std::thread thread_;
  bool hung_ = false;
};

}  // namespace deepalive::standins
