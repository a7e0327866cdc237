#pragma once

#include <windows.h>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>

#include "tests/standins/cluster/call_lane.h"
#include "tests/standins/cluster/property_list.h"
#include "tests/standins/cluster/rhs_abi.h"
#include "tests/standins/cluster/rhs_record.h"

namespace deepalive::standins {

struct RhsOptions {
  std::filesystem::path dll;
  std::wstring type;
  // The documented defaults. The lower of the two bounds a pending transition's gaps.
  std::chrono::milliseconds deadlock_timeout{300'000};
  std::chrono::milliseconds pending_timeout{180'000};
  DWORD min_version = kVersion1;
  DWORD max_version = kVersion4;
  // Loads a copy of the file: then two hosts in one process share no statics of the DLL, as two
  // nodes do not.
  bool own_copy = false;
};

// What Startup returned instead of success.
class StartupError : public std::runtime_error {
 public:
  StartupError(DWORD code, const std::string& what) : std::runtime_error(what), code(code) {}
  const DWORD code;
};

struct ControlResult {
  DWORD code = 0;
  Bytes out;           // on success
  DWORD returned = 0;  // the size needed, with ERROR_MORE_DATA
};

// Plays the Resource Hosting Subsystem to one resource DLL: loads it, starts it up, and lets its
// entry points be called one at a time, on changing threads, each within DeadlockTimeout; Terminate
// goes beside anything. What breaks a rule is recorded. An entry point that hangs, crashes or lets
// an exception out kills the host: it calls nothing more (a cluster would end the process).
class RhsHost {
 public:
  // Throws StartupError, or std::runtime_error when the DLL cannot be loaded.
  explicit RhsHost(RhsOptions options);
  // After its resources. A dead host leaves the DLL loaded.
  ~RhsHost();
  RhsHost(const RhsHost&) = delete;
  RhsHost& operator=(const RhsHost&) = delete;

  ControlResult type_control(DWORD code, Bytes in = {}, DWORD room = 0);

  bool dead() const { return dead_.load(); }
  RhsRecord& record() const { return *record_; }
  std::shared_ptr<RhsRecord> shared_record() const { return record_; }
  const RhsOptions& options() const { return options_; }
  HMODULE module() const { return module_; }

 private:
  friend class RhsResource;

  struct Lanes;
  using Control =
      std::function<DWORD(void* in, DWORD in_size, void* out, DWORD out_size, DWORD* returned)>;

  void start_up();
  void check_table();
  // `call` must own all it touches. False: the host is dead, now or since earlier.
  bool serial(Entry entry, std::function<void()> call);
  bool beside(std::function<void()> terminate);
  bool judge(Entry entry, const CallEnd& end);
  ControlResult control(Entry entry, const Control& function, DWORD code, Bytes in, DWORD room);

  RhsOptions options_;
  std::filesystem::path file_;
  std::shared_ptr<RhsRecord> record_ = std::make_shared<RhsRecord>();
  HMODULE module_ = nullptr;
  FunctionTable* table_ = nullptr;
  std::unique_ptr<Lanes> lanes_;
  std::atomic<bool> dead_ = false;
};

}  // namespace deepalive::standins
