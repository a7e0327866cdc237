#pragma once

#include <windows.h>

#include <array>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "cluster/windows/handle.h"
#include "core/protocol.h"

namespace deepalive::cluster {

// A connection to the agent's control pipe. Every call ends at its deadline or as soon as `cancel`
// (an event, may be null) is signalled, whatever the agent does; what the agent sends is bounded.
// One thread.
class AgentPipe {
 public:
  enum class Result : std::uint8_t {
    done,
    timed_out,
    cancelled,
    absent,       // nothing of this name, or no access to it; code() says
    not_trusted,  // somebody else has the name
    broken,       // the agent closed it, or sent what is no line
  };

  explicit AgentPipe(HANDLE cancel) : cancel_(cancel) {}

  // `pipe` without \\.\pipe\. The service's process is asked for only if the pipe is the default
  // one: another pipe may belong to an agent in the foreground.
  Result open(const std::string& pipe, std::chrono::milliseconds timeout);
  // A line without its end.
  Result send(std::string_view line, std::chrono::milliseconds timeout);
  // Puts the next line, without its end, into `line`.
  Result receive(std::string& line, std::chrono::milliseconds timeout);
  void close();

  bool is_open() const { return static_cast<bool>(pipe_); }
  // The Win32 code behind the last result that was not done; 0 = none.
  DWORD code() const { return code_; }

 private:
  Result finish(BOOL begun, OVERLAPPED& overlapped, ULONGLONG deadline, DWORD& bytes);
  Result fail(Result result, DWORD code);

  const HANDLE cancel_;
  Handle pipe_;
  Handle event_;
  DWORD code_ = 0;
  std::array<char, protocol::kMaxLine> buffer_{};
  std::size_t filled_ = 0;
};

// For the cluster's log, without a full stop. code: code() of the pipe.
std::string describe(AgentPipe::Result result, DWORD code);

}  // namespace deepalive::cluster
