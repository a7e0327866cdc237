#include "service/console/interruption.h"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <ctime>

namespace deepalive::service {

// The signals stay pending until they are waited for: no handler, nothing to be interrupted.
struct Interruption::Native {
  sigset_t signals{};
  sigset_t before{};
};

Interruption::Interruption() : native_(std::make_unique<Native>()) {
  sigemptyset(&native_->signals);
  sigaddset(&native_->signals, SIGINT);
  sigaddset(&native_->signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &native_->signals, &native_->before);
}

Interruption::~Interruption() { pthread_sigmask(SIG_SETMASK, &native_->before, nullptr); }

bool Interruption::wait_for(Duration time) {
  const TimePoint end = std::chrono::steady_clock::now() + time;
  while (true) {
    const auto left = std::max<Duration>(end - std::chrono::steady_clock::now(), Duration::zero());
    const auto seconds = std::chrono::floor<std::chrono::seconds>(left);
    const auto rest = std::chrono::duration_cast<std::chrono::nanoseconds>(left - seconds);
    const timespec timeout{static_cast<std::time_t>(seconds.count()),
                           static_cast<long>(rest.count())};
    if (sigtimedwait(&native_->signals, nullptr, &timeout) > 0) return true;
    if (left == Duration::zero()) return false;
  }
}

}  // namespace deepalive::service
