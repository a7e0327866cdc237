#include "service/pipe/client_pipe.h"

#include <windows.h>

#include <algorithm>
#include <string>
#include <utility>

#include "probes/windows/error_text.h"
#include "probes/windows/handle.h"
#include "probes/windows/utf8.h"
#include "service/pipe/windows/pipe_security.h"

namespace deepalive::service {
namespace {

using std::chrono::steady_clock;
using windows::Handle;

// Exactly what is used. Not GENERIC_WRITE: it includes the right to create instances of the pipe.
constexpr DWORD kControlRights = FILE_GENERIC_READ | FILE_WRITE_DATA | FILE_WRITE_ATTRIBUTES;
constexpr DWORD kAnswerRights = FILE_GENERIC_READ;

Error unreachable(const std::string& path, DWORD code, const std::string& what) {
  return {Reason::agent_unreachable, static_cast<std::int64_t>(code), path + ": " + what};
}

Error system_error(const std::string& path, DWORD code) {
  switch (code) {
    case ERROR_FILE_NOT_FOUND:
      return unreachable(path, code, "no agent listens there; start it (deepalive service start)");
    case ERROR_ACCESS_DENIED:
      return unreachable(path, code, "access denied; run as administrator");
    default:
      return unreachable(path, code, windows::system_message(code));
  }
}

Error too_late(const std::string& path) {
  return unreachable(path, WAIT_TIMEOUT, "no answer within the time allowed");
}

// What is left, for Win32; 0 = nothing.
DWORD milliseconds_until(TimePoint deadline) {
  const auto left =
      std::chrono::ceil<std::chrono::milliseconds>(deadline - steady_clock::now()).count();
  return static_cast<DWORD>(std::clamp<std::int64_t>(left, 0, 60'000'000));
}

}  // namespace

struct ClientPipe::Native {
  Handle pipe;
  Handle event;  // manual reset
  std::string path;

  // Waits for an operation that was just begun. However it ends, the system is done with overlapped
  // and buffer then.
  Result<std::size_t> finish(BOOL begun, OVERLAPPED& overlapped, TimePoint deadline) {
    DWORD bytes = 0;
    bool late = false;
    if (!begun) {
      const DWORD code = GetLastError();
      if (code == ERROR_BROKEN_PIPE) return std::size_t{0};
      if (code != ERROR_IO_PENDING) return system_error(path, code);
      late = WaitForSingleObject(event.get(), milliseconds_until(deadline)) != WAIT_OBJECT_0;
      if (late) CancelIoEx(pipe.get(), &overlapped);
    }
    if (GetOverlappedResult(pipe.get(), &overlapped, &bytes, TRUE)) return std::size_t{bytes};
    const DWORD code = GetLastError();
    if (code == ERROR_BROKEN_PIPE) return std::size_t{0};
    return late ? too_late(path) : system_error(path, code);
  }
};

ClientPipe::ClientPipe(std::unique_ptr<Native> native) : native_(std::move(native)) {}
ClientPipe::ClientPipe(ClientPipe&& other) noexcept = default;
ClientPipe::~ClientPipe() = default;

Result<ClientPipe> ClientPipe::open(const PipeAddress& address, PipeAccess access,
                                    TimePoint deadline) {
  const std::wstring name = windows::to_wide(address.path);
  const DWORD rights = access == PipeAccess::control ? kControlRights : kAnswerRights;
  auto native = std::make_unique<Native>();
  native->path = address.path;
  native->event = Handle(CreateEventW(nullptr, TRUE, FALSE, nullptr));
  if (!native->event) return system_error(address.path, GetLastError());
  while (true) {
    // Identification: were the server an impostor, it could learn who we are, but not act as us.
    native->pipe = Handle(CreateFileW(
        name.c_str(), rights, 0, nullptr, OPEN_EXISTING,
        FILE_FLAG_OVERLAPPED | SECURITY_SQOS_PRESENT | SECURITY_IDENTIFICATION, nullptr));
    if (native->pipe) break;
    const DWORD code = GetLastError();
    if (code != ERROR_PIPE_BUSY) return system_error(address.path, code);
    // 0 would mean the server's default; and an instance that becomes free is not kept for us.
    const DWORD left = milliseconds_until(deadline);
    if (left == 0) return too_late(address.path);
    if (!WaitNamedPipeW(name.c_str(), left) && GetLastError() != ERROR_SEM_TIMEOUT) {
      return system_error(address.path, GetLastError());
    }
  }
  if (auto error = distrust(native->pipe.get(), address)) return *error;
  return ClientPipe(std::move(native));
}

std::optional<Error> ClientPipe::write(std::string_view bytes, TimePoint deadline) {
  while (!bytes.empty()) {
    OVERLAPPED overlapped{};
    overlapped.hEvent = native_->event.get();
    const BOOL begun = WriteFile(native_->pipe.get(), bytes.data(),
                                 static_cast<DWORD>(bytes.size()), nullptr, &overlapped);
    const auto count = native_->finish(begun, overlapped, deadline);
    if (!count) return count.error();
    if (*count == 0) return system_error(native_->path, ERROR_BROKEN_PIPE);
    bytes.remove_prefix(*count);
  }
  return std::nullopt;
}

Result<std::size_t> ClientPipe::read(std::span<char> space, TimePoint deadline) {
  OVERLAPPED overlapped{};
  overlapped.hEvent = native_->event.get();
  const BOOL begun = ReadFile(native_->pipe.get(), space.data(), static_cast<DWORD>(space.size()),
                              nullptr, &overlapped);
  return native_->finish(begun, overlapped, deadline);
}

}  // namespace deepalive::service
