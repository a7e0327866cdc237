#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>

namespace deepalive::service {

// How a service's body learns that it is to end. Any thread.
class StopSignal {
 public:
  // on_ready is called once, by the first wait().
  explicit StopSignal(std::function<void()> on_ready);

  // Blocks until the service is to stop. Whoever calls this says that the service is up: only then
  // is it reported as running, so a body that returns before (bad configuration) makes the start
  // itself fail, visibly.
  void wait();
  // Idempotent.
  void request();

 private:
  std::function<void()> on_ready_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool requested_ = false;
};

// Runs this process as a service: hands it to the service control manager, which must happen within
// 30 s of its start, and runs the body on a thread of its own until it returns. The body has to
// reach StopSignal::wait() soon, and to return soon after it. 0 = ended as wanted; any other exit
// code is reported as a failure, which has the service restarted. Gives the body's exit code; 64,
// with a message on stderr, when the process is no service. Once in a process.
int run_service(std::function<int(StopSignal& stop)> body);

}  // namespace deepalive::service
