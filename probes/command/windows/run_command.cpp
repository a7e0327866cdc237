#include <windows.h>

#include <algorithm>
#include <array>
#include <memory>

#include "probes/command/command.h"
#include "probes/windows/error_text.h"
#include "probes/windows/handle.h"
#include "probes/windows/utf8.h"

namespace deepalive::probes {
namespace {

using windows::Handle;

// How late the end of a program, or that it has written, may be noticed: anonymous pipes cannot be
// waited for.
constexpr Duration kGlance = std::chrono::milliseconds(10);

Error not_started(const std::vector<std::string>& run, const char* step) {
  const DWORD code = GetLastError();
  return {Reason::command_not_started, code,
          run.front() + ": " + step + ": " + windows::system_message(code) + " (" +
              std::to_string(code) + ")"};
}

// The two handles that a child is to have, and no other of ours.
class InheritedHandles {
 public:
  InheritedHandles(HANDLE input, HANDLE output) : handles_{input, output} {
    SIZE_T size = 0;
    InitializeProcThreadAttributeList(nullptr, 1, 0, &size);
    memory_ = std::make_unique<std::byte[]>(size);
    ready_ = InitializeProcThreadAttributeList(list(), 1, 0, &size) &&
             UpdateProcThreadAttribute(list(), 0, PROC_THREAD_ATTRIBUTE_HANDLE_LIST,
                                       handles_.data(), sizeof(handles_), nullptr, nullptr);
  }
  InheritedHandles(const InheritedHandles&) = delete;
  InheritedHandles& operator=(const InheritedHandles&) = delete;
  ~InheritedHandles() {
    if (ready_) DeleteProcThreadAttributeList(list());
  }

  bool is_ready() const { return ready_; }
  LPPROC_THREAD_ATTRIBUTE_LIST list() const {
    return reinterpret_cast<LPPROC_THREAD_ATTRIBUTE_LIST>(memory_.get());
  }

 private:
  std::array<HANDLE, 2> handles_;
  std::unique_ptr<std::byte[]> memory_;
  bool ready_ = false;
};

// Reads what is there without waiting, but no more than a few times: a program may write faster
// than we read.
void drain(HANDLE pipe, std::string& output) {
  std::array<char, 4096> buffer;
  for (int i = 0; i < 16; ++i) {
    DWORD there = 0;
    if (!PeekNamedPipe(pipe, nullptr, 0, nullptr, &there, nullptr) || there == 0) return;
    DWORD got = 0;
    const DWORD wanted = std::min<DWORD>(there, buffer.size());
    if (!ReadFile(pipe, buffer.data(), wanted, &got, nullptr) || got == 0) return;
    output.append(buffer.data(), std::min<std::size_t>(kMaxCommandOutput - output.size(), got));
  }
}

}  // namespace

Result<CommandResult> run_command(const std::vector<std::string>& run, Duration timeout) {
  const TimePoint deadline = std::chrono::steady_clock::now() + timeout;
  SECURITY_ATTRIBUTES inheritable{.nLength = sizeof(SECURITY_ATTRIBUTES),
                                  .lpSecurityDescriptor = nullptr,
                                  .bInheritHandle = TRUE};
  HANDLE reader = nullptr;
  HANDLE writer = nullptr;
  if (!CreatePipe(&reader, &writer, &inheritable, 0)) return not_started(run, "a pipe");
  const Handle from_child(reader);
  Handle to_us(writer);
  SetHandleInformation(reader, HANDLE_FLAG_INHERIT, 0);
  Handle nothing(CreateFileW(L"NUL", GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE, &inheritable,
                             OPEN_EXISTING, 0, nullptr));
  if (!nothing) return not_started(run, "NUL");

  // Declared before the process: closing the job, last, kills whatever is left in it.
  const Handle job(CreateJobObjectW(nullptr, nullptr));
  JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits{};
  limits.BasicLimitInformation.LimitFlags = JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE;
  if (!job || !SetInformationJobObject(job.get(), JobObjectExtendedLimitInformation, &limits,
                                       sizeof(limits))) {
    return not_started(run, "a job object");
  }

  const InheritedHandles inherited(nothing.get(), writer);
  if (!inherited.is_ready()) return not_started(run, "the list of handles");
  STARTUPINFOEXW startup{};
  startup.StartupInfo.cb = sizeof(startup);
  startup.StartupInfo.dwFlags = STARTF_USESTDHANDLES;
  startup.StartupInfo.hStdInput = nothing.get();
  startup.StartupInfo.hStdOutput = writer;
  startup.StartupInfo.hStdError = writer;
  startup.lpAttributeList = inherited.list();
  PROCESS_INFORMATION made{};
  std::wstring command_line = windows::to_wide(windows_command_line(run));
  // Suspended, so that it can start nothing before it is in the job.
  if (!CreateProcessW(windows::to_wide(run.front()).c_str(), command_line.data(), nullptr, nullptr,
                      TRUE, CREATE_SUSPENDED | CREATE_NO_WINDOW | EXTENDED_STARTUPINFO_PRESENT,
                      nullptr, nullptr, &startup.StartupInfo, &made)) {
    return not_started(run, "starting it");
  }
  const Handle process(made.hProcess);
  const Handle thread(made.hThread);
  if (!AssignProcessToJobObject(job.get(), process.get()) ||
      ResumeThread(thread.get()) == static_cast<DWORD>(-1)) {
    const Error error = not_started(run, "its job object");
    TerminateProcess(process.get(), 1);
    return error;
  }
  to_us.reset();
  nothing.reset();

  CommandResult result;
  for (;;) {
    const TimePoint now = std::chrono::steady_clock::now();
    if (now >= deadline) {
      result.timed_out = true;
      break;
    }
    const auto wait =
        std::chrono::ceil<std::chrono::milliseconds>(std::min(deadline - now, kGlance));
    const DWORD waited = WaitForSingleObject(process.get(), static_cast<DWORD>(wait.count()));
    drain(reader, result.output);
    if (waited == WAIT_OBJECT_0) break;
  }
  TerminateJobObject(job.get(), 1);
  drain(reader, result.output);
  DWORD code = 0;
  if (!result.timed_out && GetExitCodeProcess(process.get(), &code)) {
    result.exit_code = static_cast<int>(code);
  }
  return result;
}

}  // namespace deepalive::probes
