#pragma once

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "tests/standins/cluster/rhs_record.h"

namespace deepalive::standins {

// What one resource reports by SetResourceStatus, held to the rules: only while Online or Offline
// is pending, with a rising CheckPoint, and no more once it was told to end. Any thread.
class ResourceReports {
 public:
  ResourceReports(std::shared_ptr<RhsRecord> record, std::wstring name);

  // A transition begins: `pending` says which. A worker may report before the entry point that
  // started it has returned ERROR_IO_PENDING.
  void begin(ResourceState pending);
  struct Outcome {
    enum class Kind { reported, overdue, abandoned };
    Kind kind = Kind::reported;
    ResourceState state = ResourceState::unknown;
    HANDLE event = nullptr;
  };
  // For the final report, with at most `gap` between two that show progress.
  Outcome wait(std::chrono::milliseconds gap);
  // The entry point answered without pending: there was nothing to report.
  void end_at_once(const char* entry);
  // Terminate: who reports now is told to end.
  void abandon();
  bool abandoned() const;

  DWORD report(const ResourceStatus& status);

  RhsRecord& record() const { return *record_; }
  const std::wstring& name() const { return name_; }

 private:
  enum class Phase { idle, pending, reported, abandoned };

  DWORD out_of_turn(const char* when);

  const std::shared_ptr<RhsRecord> record_;
  const std::wstring name_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  Phase phase_ = Phase::idle;  // guarded by mutex_, as the rest
  ResourceState pending_ = ResourceState::unknown;
  DWORD check_point_ = 0;
  int reports_ = 0;
  bool told_to_end_ = false;
  std::chrono::steady_clock::time_point progress_;
  std::optional<ResourceStatus> final_;
};

// The two callbacks are the same for all hosts of this process; handles tell the resources apart.
// A handle is never given twice.
ResourceHandle give_handle(std::shared_ptr<ResourceReports> reports);
void take_handle(ResourceHandle handle);
// Hosts that want to hear of callbacks with a wrong handle.
void add_host_record(std::shared_ptr<RhsRecord> record, HMODULE module);
void remove_host_record(const std::shared_ptr<RhsRecord>& record);

DWORD WINAPI set_resource_status(ResourceHandle handle, ResourceStatus* status);
void WINAPI log_event(ResourceHandle handle, LogLevel level, LPCWSTR format, ...);

}  // namespace deepalive::standins
