#include "cluster/windows/agent_pipe.h"

#include <algorithm>

#include "cluster/windows/agent_service.h"
#include "cluster/windows/pipe_trust.h"

namespace deepalive::cluster {
namespace {

using std::chrono::milliseconds;

constexpr std::string_view kDefaultPipe = "deepalive";
// No more than is needed: GENERIC_WRITE would contain the right to create instances.
constexpr DWORD kRights = FILE_GENERIC_READ | FILE_WRITE_DATA | FILE_WRITE_ATTRIBUTES;

ULONGLONG deadline_in(milliseconds timeout) {
  return GetTickCount64() + static_cast<ULONGLONG>(std::max<long long>(timeout.count(), 0));
}

DWORD left_until(ULONGLONG deadline) {
  const ULONGLONG now = GetTickCount64();
  return now >= deadline ? 0 : static_cast<DWORD>(deadline - now);
}

}  // namespace

std::string describe(AgentPipe::Result result, DWORD code) {
  switch (result) {
    case AgentPipe::Result::not_trusted:
      return "the agent's pipe is served by another program than the service DeepAlive; not used";
    case AgentPipe::Result::absent:
      return "the agent's pipe cannot be opened, error " + std::to_string(code);
    default:
      return "the agent does not answer";
  }
}

AgentPipe::Result AgentPipe::fail(Result result, DWORD code) {
  close();
  code_ = code;
  return result;
}

void AgentPipe::close() {
  pipe_.reset();
  filled_ = 0;
}

AgentPipe::Result AgentPipe::open(const std::string& pipe, milliseconds timeout) {
  close();
  code_ = 0;
  if (!event_) event_ = Handle(CreateEventW(nullptr, TRUE, FALSE, nullptr));
  if (!event_) return fail(Result::absent, GetLastError());
  const ULONGLONG deadline = deadline_in(timeout);
  const std::wstring name = L"\\\\.\\pipe\\" + std::wstring(pipe.begin(), pipe.end());
  while (true) {
    // Identification: were the server an impostor, it could learn who we are, but not act as us.
    pipe_ = Handle(CreateFileW(
        name.c_str(), kRights, 0, nullptr, OPEN_EXISTING,
        FILE_FLAG_OVERLAPPED | SECURITY_SQOS_PRESENT | SECURITY_IDENTIFICATION, nullptr));
    if (pipe_) break;
    const DWORD code = GetLastError();
    if (code != ERROR_PIPE_BUSY) return fail(Result::absent, code);
    if (cancel_ && WaitForSingleObject(cancel_, 0) == WAIT_OBJECT_0) {
      return fail(Result::cancelled, 0);
    }
    // In short steps, because this wait cannot be cancelled. 0 would mean the server's default.
    const DWORD wait = std::min<DWORD>(left_until(deadline), 50);
    if (wait == 0) return fail(Result::timed_out, code);
    WaitNamedPipeW(name.c_str(), wait);
  }
  DWORD service_process = 0;
  if (pipe == kDefaultPipe) {
    const ServiceFacts service = ask_service(kAgentService);
    if (service.state != SERVICE_STOPPED) service_process = service.process_id;
  }
  const TrustReport report = check_server(pipe_.get(), service_process);
  if (report.trust != Trust::trusted) return fail(Result::not_trusted, report.code);
  return Result::done;
}

// Waits for an operation that was begun, and never leaves it behind: its OVERLAPPED and its buffer
// are the kernel's until it is over.
AgentPipe::Result AgentPipe::finish(BOOL begun, OVERLAPPED& overlapped, ULONGLONG deadline,
                                    DWORD& bytes) {
  bytes = 0;
  Result interrupted = Result::done;
  if (!begun) {
    const DWORD code = GetLastError();
    if (code != ERROR_IO_PENDING) return fail(Result::broken, code);
    const HANDLE handles[] = {event_.get(), cancel_};
    const DWORD count = cancel_ ? 2 : 1;
    const DWORD woken = WaitForMultipleObjects(count, handles, FALSE, left_until(deadline));
    if (woken != WAIT_OBJECT_0) {
      interrupted = woken == WAIT_OBJECT_0 + 1 ? Result::cancelled : Result::timed_out;
      CancelIoEx(pipe_.get(), &overlapped);
    }
  }
  if (!GetOverlappedResult(pipe_.get(), &overlapped, &bytes, TRUE)) {
    const DWORD code = GetLastError();
    if (interrupted == Result::timed_out && code == ERROR_OPERATION_ABORTED) {
      return Result::timed_out;  // the connection is as good as before
    }
    return fail(interrupted == Result::done ? Result::broken : interrupted, code);
  }
  return bytes == 0 ? fail(Result::broken, ERROR_BROKEN_PIPE) : Result::done;
}

AgentPipe::Result AgentPipe::send(std::string_view line, milliseconds timeout) {
  std::string bytes(line);
  bytes += '\n';
  const ULONGLONG deadline = deadline_in(timeout);
  std::size_t sent = 0;
  while (sent < bytes.size()) {
    OVERLAPPED overlapped{};
    overlapped.hEvent = event_.get();
    const BOOL begun = WriteFile(pipe_.get(), bytes.data() + sent,
                                 static_cast<DWORD>(bytes.size() - sent), nullptr, &overlapped);
    DWORD count = 0;
    const Result result = finish(begun, overlapped, deadline, count);
    if (result == Result::timed_out) return fail(result, 0);  // half a line cannot be taken back
    if (result != Result::done) return result;
    sent += count;
  }
  return Result::done;
}

AgentPipe::Result AgentPipe::receive(std::string& line, milliseconds timeout) {
  const ULONGLONG deadline = deadline_in(timeout);
  while (true) {
    const auto end = std::find(buffer_.begin(), buffer_.begin() + filled_, '\n');
    if (end != buffer_.begin() + filled_) {
      line.assign(buffer_.begin(), end);
      const auto rest = std::move(end + 1, buffer_.begin() + filled_, buffer_.begin());
      filled_ = static_cast<std::size_t>(rest - buffer_.begin());
      return Result::done;
    }
    if (filled_ == buffer_.size()) return fail(Result::broken, ERROR_INVALID_DATA);
    OVERLAPPED overlapped{};
    overlapped.hEvent = event_.get();
    const BOOL begun = ReadFile(pipe_.get(), buffer_.data() + filled_,
                                static_cast<DWORD>(buffer_.size() - filled_), nullptr, &overlapped);
    DWORD count = 0;
    const Result result = finish(begun, overlapped, deadline, count);
    if (result != Result::done) return result;
    filled_ += count;
  }
}

}  // namespace deepalive::cluster
