#include "tests/windows/cluster/fake_agent.h"

#include <sddl.h>

#include <stdexcept>
#include <string_view>

namespace deepalive::testing {

FakeAgent::FakeAgent(const std::string& pipe, std::string says, Then then, const wchar_t* security,
                     DWORD instances)
    : says_(std::move(says)),
      then_(then),
      end_(CreateEventW(nullptr, TRUE, FALSE, nullptr)),
      event_(CreateEventW(nullptr, TRUE, FALSE, nullptr)) {
  const std::string name = "\\\\.\\pipe\\" + pipe;
  SECURITY_ATTRIBUTES attributes{sizeof(SECURITY_ATTRIBUTES), nullptr, FALSE};
  if (!ConvertStringSecurityDescriptorToSecurityDescriptorW(
          security, SDDL_REVISION_1, &attributes.lpSecurityDescriptor, nullptr)) {
    throw std::runtime_error("no security descriptor");
  }
  pipe_ = CreateNamedPipeA(name.c_str(), PIPE_ACCESS_DUPLEX | FILE_FLAG_OVERLAPPED,
                           PIPE_TYPE_BYTE | PIPE_WAIT, instances, 65536, 65536, 0, &attributes);
  LocalFree(attributes.lpSecurityDescriptor);
  if (pipe_ == INVALID_HANDLE_VALUE) throw std::runtime_error("no pipe " + name);
  thread_ = std::thread([this] { serve(); });
}

FakeAgent::~FakeAgent() {
  SetEvent(end_);
  thread_.join();
  CloseHandle(pipe_);
  CloseHandle(event_);
  CloseHandle(end_);
}

bool FakeAgent::finish(BOOL begun, OVERLAPPED& overlapped) {
  const DWORD code = begun ? ERROR_SUCCESS : GetLastError();
  if (code == ERROR_PIPE_CONNECTED) return true;
  if (!begun && code != ERROR_IO_PENDING) return false;
  const HANDLE handles[] = {event_, end_};
  if (WaitForMultipleObjects(2, handles, FALSE, INFINITE) != WAIT_OBJECT_0) {
    CancelIoEx(pipe_, &overlapped);
  }
  DWORD bytes = 0;
  return GetOverlappedResult(pipe_, &overlapped, &bytes, TRUE) != FALSE;
}

std::vector<std::string> FakeAgent::lines() const {
  const std::lock_guard lock(mutex_);
  return lines_;
}

bool FakeAgent::say(std::string_view text) {
  OVERLAPPED overlapped{};
  overlapped.hEvent = event_;
  return text.empty() || finish(WriteFile(pipe_, text.data(), static_cast<DWORD>(text.size()),
                                          nullptr, &overlapped),
                                overlapped);
}

void FakeAgent::serve() {
  const std::size_t last_line = says_.rfind('\n', says_.size() < 2 ? 0 : says_.size() - 2) + 1;

  const auto fresh = [this] {
    OVERLAPPED overlapped{};
    overlapped.hEvent = event_;
    return overlapped;
  };
  while (WaitForSingleObject(end_, 0) != WAIT_OBJECT_0) {
    OVERLAPPED overlapped = fresh();
    bool there = finish(ConnectNamedPipe(pipe_, &overlapped), overlapped);
    if (there) ++clients_;
    for (bool first = true; there; first = false) {
      char line[4096];
      overlapped = fresh();
      there = finish(ReadFile(pipe_, line, sizeof(line), nullptr, &overlapped), overlapped);
      if (!there) break;
      {
        const std::lock_guard lock(mutex_);
        const std::string_view read(line, overlapped.InternalHigh);
        lines_.emplace_back(read.substr(0, read.find('\n')));
      }
      if (first || then_ == Then::repeat) there = say(says_);
      while (then_ == Then::beat && there && WaitForSingleObject(end_, 200) == WAIT_TIMEOUT) {
        there = say(std::string_view(says_).substr(last_line));
      }
      if (then_ == Then::close) break;
    }
    DisconnectNamedPipe(pipe_);
  }
}

}  // namespace deepalive::testing
