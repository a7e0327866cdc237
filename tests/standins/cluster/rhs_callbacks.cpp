#include "tests/standins/cluster/rhs_callbacks.h"

#include <cstdarg>
#include <map>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/standins/world/text.h"

namespace deepalive::standins {
namespace {

constexpr std::size_t kLogLimit = 500;

struct Registry {
  std::mutex mutex;
  std::map<ResourceHandle, std::shared_ptr<ResourceReports>> resources;
  std::vector<std::pair<std::shared_ptr<RhsRecord>, HMODULE>> hosts;
  ULONG_PTR last_handle = 0x5000;
};

Registry& registry() {
  static auto* const the_one = new Registry;  // hung threads may call after main has ended
  return *the_one;
}

std::shared_ptr<ResourceReports> find(ResourceHandle handle) {
  Registry& all = registry();
  const std::lock_guard lock(all.mutex);
  const auto found = all.resources.find(handle);
  return found == all.resources.end() ? nullptr : found->second;
}

// The host whose DLL has this address in it; every host when it is nobody's.
std::vector<std::shared_ptr<RhsRecord>> hosts_of(const void* address) {
  HMODULE module = nullptr;
  GetModuleHandleExW(
      GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT,
      static_cast<LPCWSTR>(address), &module);
  Registry& all = registry();
  const std::lock_guard lock(all.mutex);
  std::vector<std::shared_ptr<RhsRecord>> owner;
  std::vector<std::shared_ptr<RhsRecord>> everybody;
  for (const auto& [record, its_module] : all.hosts) {
    everybody.push_back(record);
    if (its_module == module) owner.push_back(record);
  }
  return owner.empty() ? everybody : owner;
}

// Text that came from outside must be an insert: in the format its '%' would be inserts.
bool is_constant(const wchar_t* format) {
  HMODULE module = nullptr;
  return GetModuleHandleExW(
             GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT,
             format, &module) != FALSE;
}

// FormatMessage lets `%s` and its like through and writes the letter: who writes printf's formats
// would lose the value.
bool is_message_format(std::wstring_view format) {
  constexpr std::wstring_view kAfterPercent = L"0123456789%nrtb.! ";
  for (std::size_t at = format.find(L'%'); at != std::wstring_view::npos;
       at = format.find(L'%', at + 2)) {
    if (at + 1 == format.size() || kAfterPercent.find(format[at + 1]) == std::wstring_view::npos)
      return false;
  }
  return true;
}

void check_log(RhsRecord& record, const std::wstring& resource, LogLevel level,
               const wchar_t* format, const std::optional<std::wstring>& text) {
  const std::string quoted = "\"" + narrow(format) + "\"";
  if (!is_constant(format)) {
    record.add_violation(Rule::log_format, quoted + " is no constant of a module");
  }
  if (level > kLogSevere) {
    record.add_violation(Rule::log_level, std::to_string(level) + " with " + quoted);
  }
  if (!is_message_format(format)) {
    record.add_violation(Rule::log_format, quoted + " is not of FormatMessage");
  }
  if (!text) {
    record.add_violation(Rule::log_format, "FormatMessage refuses " + quoted);
    return;
  }
  if (text->size() > kLogLimit) {
    record.add_violation(Rule::log_too_long,
                         std::to_string(text->size()) + " characters of " + quoted);
  }
  record.add_log({level, *text, resource});
}

}  // namespace

ResourceReports::ResourceReports(std::shared_ptr<RhsRecord> record, std::wstring name)
    : record_(std::move(record)), name_(std::move(name)) {}

void ResourceReports::begin(ResourceState pending) {
  const std::lock_guard lock(mutex_);
  phase_ = Phase::pending;
  pending_ = pending;
  check_point_ = 0;
  reports_ = 0;
  told_to_end_ = false;
  progress_ = std::chrono::steady_clock::now();
  final_.reset();
}

ResourceReports::Outcome ResourceReports::wait(std::chrono::milliseconds gap) {
  std::unique_lock lock(mutex_);
  while (phase_ == Phase::pending) {
    const auto deadline = progress_ + gap;
    if (std::chrono::steady_clock::now() >= deadline) {
      phase_ = Phase::abandoned;
      return {Outcome::Kind::overdue, ResourceState::unknown, nullptr};
    }
    changed_.wait_until(lock, deadline);
  }
  if (phase_ == Phase::abandoned) {
    return {Outcome::Kind::abandoned, ResourceState::unknown, nullptr};
  }
  phase_ = Phase::idle;
  return {Outcome::Kind::reported, final_->state, final_->event};
}

void ResourceReports::end_at_once(const char* entry) {
  const std::lock_guard lock(mutex_);
  if (reports_ > 0) {
    record_->add_violation(
        Rule::status_out_of_turn,
        std::string("SetResourceStatus in an ") + entry + " that does not return ERROR_IO_PENDING");
  }
  if (phase_ != Phase::abandoned) phase_ = Phase::idle;
}

void ResourceReports::abandon() {
  const std::lock_guard lock(mutex_);
  phase_ = Phase::abandoned;
  changed_.notify_all();
}

bool ResourceReports::abandoned() const {
  const std::lock_guard lock(mutex_);
  return phase_ == Phase::abandoned;
}

DWORD ResourceReports::out_of_turn(const char* when) {
  record_->add_violation(Rule::status_out_of_turn, std::string("SetResourceStatus ") + when);
  return kExitStateTerminate;
}

DWORD ResourceReports::report(const ResourceStatus& status) {
  const std::lock_guard lock(mutex_);
  ++reports_;
  if (phase_ == Phase::abandoned) {
    // The first report may have crossed with the decision; it is this answer that ends a worker.
    if (!std::exchange(told_to_end_, true)) return kExitStateTerminate;
    return out_of_turn("again after it answered that the work is to be abandoned");
  }
  if (phase_ == Phase::reported) return out_of_turn("after the final report");
  if (phase_ == Phase::idle) return out_of_turn("while nothing is pending");
  if (status.state == pending_) {
    // The host ignores such a report: the worker counts as stuck.
    if (status.check_point <= check_point_) {
      record_->add_violation(Rule::check_point, std::to_string(status.check_point) + " after " +
                                                    std::to_string(check_point_));
      return kExitStateContinue;
    }
    check_point_ = status.check_point;
    progress_ = std::chrono::steady_clock::now();
    changed_.notify_all();
    return kExitStateContinue;
  }
  const ResourceState wanted =
      pending_ == ResourceState::online_pending ? ResourceState::online : ResourceState::offline;
  if (status.state != wanted && status.state != ResourceState::failed) {
    record_->add_violation(Rule::status_of_another,
                           "state " + std::to_string(static_cast<int>(status.state)) +
                               " reported while state " +
                               std::to_string(static_cast<int>(pending_)) + " is under way");
    return kExitStateContinue;
  }
  phase_ = Phase::reported;
  final_ = status;
  changed_.notify_all();
  return kExitStateContinue;
}

ResourceHandle give_handle(std::shared_ptr<ResourceReports> reports) {
  Registry& all = registry();
  const std::lock_guard lock(all.mutex);
  auto* const handle = reinterpret_cast<ResourceHandle>(all.last_handle += 4);
  all.resources[handle] = std::move(reports);
  return handle;
}

void take_handle(ResourceHandle handle) {
  Registry& all = registry();
  const std::lock_guard lock(all.mutex);
  all.resources.erase(handle);
}

void add_host_record(std::shared_ptr<RhsRecord> record, HMODULE module) {
  Registry& all = registry();
  const std::lock_guard lock(all.mutex);
  all.hosts.emplace_back(std::move(record), module);
}

void remove_host_record(const std::shared_ptr<RhsRecord>& record) {
  Registry& all = registry();
  const std::lock_guard lock(all.mutex);
  std::erase_if(all.hosts, [&](const auto& host) { return host.first == record; });
}

DWORD WINAPI set_resource_status(ResourceHandle handle, ResourceStatus* status) {
  const std::shared_ptr<ResourceReports> reports = find(handle);
  if (reports != nullptr && status != nullptr) return reports->report(*status);
  for (const auto& host : hosts_of(__builtin_return_address(0))) {
    host->add_violation(Rule::unknown_handle, "SetResourceStatus");
  }
  return kExitStateTerminate;
}

void WINAPI log_event(ResourceHandle handle, LogLevel level, LPCWSTR format, ...) {
  const void* const caller = __builtin_return_address(0);
  std::optional<std::wstring> text;
  wchar_t* buffer = nullptr;
  va_list arguments;
  va_start(arguments, format);
  const DWORD size = FormatMessageW(FORMAT_MESSAGE_FROM_STRING | FORMAT_MESSAGE_ALLOCATE_BUFFER,
                                    format, 0, 0, reinterpret_cast<LPWSTR>(&buffer), 0, &arguments);
  va_end(arguments);
  if (buffer != nullptr) text.emplace(buffer, size);
  LocalFree(buffer);

  const std::shared_ptr<ResourceReports> reports = find(handle);
  if (reports != nullptr) {
    check_log(reports->record(), reports->name(), level, format, text);
    return;
  }
  // No handle at all: what is logged for the type. A handle that is closed is a fault.
  for (const auto& host : hosts_of(caller)) {
    if (handle != nullptr) host->add_violation(Rule::unknown_handle, "LogEvent");
    check_log(*host, {}, level, format, text);
  }
}

}  // namespace deepalive::standins
