#include "service/windows/service_main.h"

#include <windows.h>

#include <chrono>
#include <cstdio>
#include <exception>
#include <thread>
#include <utility>

#include "probes/windows/error_text.h"

namespace deepalive::service {
namespace {

constexpr int kNotAService = 64;
constexpr int kBodyThrew = 70;
// To load the configuration and open the log.
constexpr DWORD kStartHint = 30'000;
constexpr std::chrono::seconds kStopTick{1};
// After so many ticks a body that does not end is no longer said to make progress.
constexpr DWORD kMaxStopTicks = 60;

// Where a state stands in a service's life; their numbers do not tell.
int order(DWORD state) {
  switch (state) {
    case SERVICE_START_PENDING:
      return 1;
    case SERVICE_RUNNING:
      return 2;
    case SERVICE_STOP_PENDING:
      return 3;
    case SERVICE_STOPPED:
      return 4;
    default:
      return 0;
  }
}

// The one service of this process. Its states only go forward: start pending, running, stop
// pending, stopped.
class Service {
 public:
  explicit Service(std::function<int(StopSignal&)> body) : body_(std::move(body)) {}

  int exit_code() {
    const std::lock_guard lock(mutex_);
    return exit_code_;
  }

  // The control manager's thread for this service.
  void main() {
    // For a process with one service the name is not looked at.
    handle_ = RegisterServiceCtrlHandlerExW(L"", &Service::on_control, this);
    if (!handle_) return;
    advance(SERVICE_START_PENDING);
    std::thread body([this] { run_body(); });
    await_body();
    body.join();
    advance(SERVICE_STOPPED);
  }

 private:
  // Called by the control manager, which serves the whole machine with one thread: returns at once.
  static DWORD WINAPI on_control(DWORD control, DWORD, void*, void* context) {
    auto& service = *static_cast<Service*>(context);
    switch (control) {
      case SERVICE_CONTROL_INTERROGATE:
        return NO_ERROR;
      case SERVICE_CONTROL_STOP:
      case SERVICE_CONTROL_SHUTDOWN:
        service.advance(SERVICE_STOP_PENDING);
        service.stop_.request();
        return NO_ERROR;
      default:
        return ERROR_CALL_NOT_IMPLEMENTED;
    }
  }

  void run_body() {
    int code = kBodyThrew;
    try {
      code = body_(stop_);
    } catch (const std::exception& exception) {
      std::fprintf(stderr, "deepalive: %s\n", exception.what());
    }
    const std::lock_guard lock(mutex_);
    exit_code_ = code;
    finished_ = true;
    changed_.notify_all();
  }

  // Until the body has returned; while it stops, says each second that it is still at it.
  void await_body() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return finished_ || state_ == SERVICE_STOP_PENDING; });
    while (!changed_.wait_for(lock, kStopTick, [this] { return finished_; })) {
      if (checkpoint_ >= kMaxStopTicks) continue;
      ++checkpoint_;
      report();
    }
  }

  void advance(DWORD state) {
    const std::lock_guard lock(mutex_);
    if (order(state) <= order(state_)) return;
    state_ = state;
    checkpoint_ = state == SERVICE_START_PENDING || state == SERVICE_STOP_PENDING ? 1 : 0;
    report();
    changed_.notify_all();
  }

  // With mutex_ held, so that reports arrive in their order.
  void report() {
    SERVICE_STATUS status{};
    status.dwServiceType = SERVICE_WIN32_OWN_PROCESS;
    status.dwCurrentState = state_;
    // A stop while starting would find a body that does not listen yet.
    if (state_ == SERVICE_RUNNING) {
      status.dwControlsAccepted = SERVICE_ACCEPT_STOP | SERVICE_ACCEPT_SHUTDOWN;
    }
    status.dwCheckPoint = checkpoint_;
    if (state_ == SERVICE_START_PENDING) status.dwWaitHint = kStartHint;
    if (state_ == SERVICE_STOP_PENDING) status.dwWaitHint = 5'000;
    if (state_ == SERVICE_STOPPED && exit_code_ != 0) {
      status.dwWin32ExitCode = ERROR_SERVICE_SPECIFIC_ERROR;
      status.dwServiceSpecificExitCode = static_cast<DWORD>(exit_code_);
    }
    SetServiceStatus(handle_, &status);
  }

  const std::function<int(StopSignal&)> body_;
  SERVICE_STATUS_HANDLE handle_ = nullptr;
  StopSignal stop_{[this] { advance(SERVICE_RUNNING); }};
  std::mutex mutex_;
  std::condition_variable changed_;
  DWORD state_ = 0;
  DWORD checkpoint_ = 0;
  bool finished_ = false;
  int exit_code_ = 0;
};

// The control manager calls back without a context.
Service* the_service = nullptr;

void WINAPI service_main(DWORD, wchar_t**) { the_service->main(); }

}  // namespace

StopSignal::StopSignal(std::function<void()> on_ready) : on_ready_(std::move(on_ready)) {}

void StopSignal::wait() {
  if (auto on_ready = std::exchange(on_ready_, nullptr)) on_ready();
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return requested_; });
}

void StopSignal::request() {
  const std::lock_guard lock(mutex_);
  requested_ = true;
  changed_.notify_all();
}

int run_service(std::function<int(StopSignal& stop)> body) {
  // Never freed: the control manager's thread may still be on its way out of it when the process
  // ends.
  the_service = new Service(std::move(body));
  wchar_t no_name[] = L"";
  const SERVICE_TABLE_ENTRYW table[] = {{no_name, &service_main}, {nullptr, nullptr}};
  if (StartServiceCtrlDispatcherW(table)) return the_service->exit_code();
  const DWORD code = GetLastError();
  if (code == ERROR_FAILED_SERVICE_CONTROLLER_CONNECT) {
    std::fprintf(stderr,
                 "deepalive: --service is for the service control manager; from a console use "
                 "'deepalive run', or 'deepalive service start'.\n");
    return kNotAService;
  }
  std::fprintf(stderr, "deepalive: the service control manager cannot be reached: %s\n",
               windows::system_message(code).c_str());
  return kNotAService;
}

}  // namespace deepalive::service
