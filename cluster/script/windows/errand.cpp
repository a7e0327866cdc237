#include "cluster/script/windows/errand.h"

#include <algorithm>
#include <atomic>

#include "cluster/windows/module_thread.h"

namespace deepalive::cluster {
namespace {

std::atomic<int> under_way = 0;

// From before the thread is started until it has ended.
struct Counted {
  Counted() { ++under_way; }
  ~Counted() { --under_way; }
  Counted(const Counted&) = delete;
  Counted& operator=(const Counted&) = delete;
};

}  // namespace

Errand::End Errand::run(std::function<void()> work, std::chrono::milliseconds patience) {
  if (ended_ && WaitForSingleObject(ended_->get(), 0) != WAIT_OBJECT_0) return End::refused;
  const auto counted = std::make_shared<Counted>();
  if (under_way > kMostErrands) return End::refused;
  const auto ended = std::make_shared<const Handle>(CreateEventW(nullptr, TRUE, FALSE, nullptr));
  if (!*ended) return End::refused;
  // Signalled whatever the work does, also when it throws.
  struct Signal {
    std::shared_ptr<const Handle> event;
    ~Signal() { SetEvent(event->get()); }
  };
  const Handle thread = start_module_thread([counted, ended, work = std::move(work)]() mutable {
    const Signal signal{ended};
    work();
  });
  if (!thread) return End::refused;
  ended_ = ended;
  const auto milliseconds = static_cast<DWORD>(std::max<long long>(patience.count(), 0));
  const bool done = WaitForSingleObject(ended->get(), milliseconds) == WAIT_OBJECT_0;
  return done ? End::done : End::late;
}

}  // namespace deepalive::cluster
