#include "tests/windows/cluster/agent_process.h"

#include <stdexcept>
#include <string>

namespace deepalive::testing {
namespace {

// Of ntdll: stops and resumes all threads of a process.
using SuspendOrResume = LONG(WINAPI*)(HANDLE);

SuspendOrResume ntdll(const char* name) {
  return reinterpret_cast<SuspendOrResume>(
      reinterpret_cast<void*>(GetProcAddress(GetModuleHandleW(L"ntdll.dll"), name)));
}

// Now and then Wine loses a process before it has begun, and says so by ERROR_INTERNAL_ERROR.
constexpr int kAttempts = 3;

}  // namespace

void AgentProcess::start() {
  // It inherits nothing: a copy of a test server's socket would keep that from closing.
  STARTUPINFOW startup{};
  startup.cb = sizeof(startup);
  PROCESS_INFORMATION process{};
  std::wstring command = L"\"" DEEPALIVE_PROGRAM_FOLDER L"\\deepalive.exe\" run --config \"" +
                         (folder_ / L"deepalive.yaml").wstring() + L"\"";
  BOOL started = FALSE;
  for (int attempt = 0; attempt < kAttempts && !started; ++attempt) {
    started = CreateProcessW(nullptr, command.data(), nullptr, nullptr, FALSE, CREATE_NO_WINDOW,
                             nullptr, folder_.c_str(), &startup, &process);
    if (GetLastError() != ERROR_INTERNAL_ERROR) break;
  }
  if (!started) {
    throw std::runtime_error("the agent cannot be started, error " +
                             std::to_string(GetLastError()));
  }
  CloseHandle(process.hThread);
  process_ = process.hProcess;
}

void AgentProcess::kill() {
  if (!process_) return;
  TerminateProcess(process_, 1);
  WaitForSingleObject(process_, 10'000);
  CloseHandle(process_);
  process_ = nullptr;
}

void AgentProcess::freeze() { ntdll("NtSuspendProcess")(process_); }
void AgentProcess::thaw() { ntdll("NtResumeProcess")(process_); }

}  // namespace deepalive::testing
