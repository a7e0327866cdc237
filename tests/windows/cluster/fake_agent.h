#pragma once

#include <windows.h>

#include <atomic>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace deepalive::testing {

// Serves a pipe as an agent that is out of its mind: to each client's first line it says this, and
// then nothing more, or closes, or the same to each further line, or its last line again and again.
// One client at a time. Throws std::runtime_error.
class FakeAgent {
 public:
  enum class Then { hold, close, repeat, beat };
  // security in SDDL; by default what the agent itself gives its pipes. instances: how many the
  // pipe may have, of all servers together, if this is the first.
  FakeAgent(const std::string& pipe, std::string says, Then then,
            const wchar_t* security = L"D:P(A;;GA;;;SY)(A;;GA;;;BA)", DWORD instances = 1);
  ~FakeAgent();
  FakeAgent(const FakeAgent&) = delete;
  FakeAgent& operator=(const FakeAgent&) = delete;

  int clients() const { return clients_; }
  std::vector<std::string> lines() const;  // of all clients, without their ends

 private:
  void serve();
  bool say(std::string_view text);
  // False: this object is being destroyed, or the client is gone.
  bool finish(BOOL begun, OVERLAPPED& overlapped);

  const std::string says_;
  const Then then_;
  const HANDLE end_;
  const HANDLE event_;
  HANDLE pipe_;
  std::atomic<int> clients_ = 0;
  mutable std::mutex mutex_;
  std::vector<std::string> lines_;  // guarded by mutex_
  std::thread thread_;
};

}  // namespace deepalive::testing
