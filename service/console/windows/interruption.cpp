#include "service/console/interruption.h"

#include <windows.h>

#include <algorithm>
#include <atomic>
#include <chrono>

namespace deepalive::service {
namespace {

// Windows calls the handler on a thread of its own and gives it nothing but the kind of event.
std::atomic<HANDLE> wanted_end{nullptr};

BOOL WINAPI on_console_event(DWORD) {
  const HANDLE event = wanted_end.load();
  return event != nullptr && SetEvent(event) ? TRUE : FALSE;
}

}  // namespace

struct Interruption::Native {
  HANDLE event = CreateEventW(nullptr, TRUE, FALSE, nullptr);
};

Interruption::Interruption() : native_(std::make_unique<Native>()) {
  wanted_end = native_->event;
  SetConsoleCtrlHandler(on_console_event, TRUE);
}

// The event stays open: the handler may be running just now, and the process ends soon.
Interruption::~Interruption() {
  SetConsoleCtrlHandler(on_console_event, FALSE);
  wanted_end = nullptr;
}

bool Interruption::wait_for(Duration time) {
  constexpr long long kLongest = 0x7FFFFFFF;
  const auto wait = std::chrono::ceil<std::chrono::milliseconds>(time).count();
  const auto timeout = std::clamp<long long>(wait, 0, kLongest);
  return WaitForSingleObject(native_->event, static_cast<DWORD>(timeout)) == WAIT_OBJECT_0;
}

}  // namespace deepalive::service
