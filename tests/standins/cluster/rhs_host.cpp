#include "tests/standins/cluster/rhs_host.h"

#include <array>
#include <cstdio>
#include <utility>

#include "tests/standins/cluster/guarded_buffer.h"
#include "tests/standins/cluster/rhs_callbacks.h"

namespace deepalive::standins {
namespace {

std::filesystem::path copy_of(const std::filesystem::path& dll) {
  static std::atomic<int> counter{0};
  wchar_t folder[MAX_PATH];
  GetTempPathW(MAX_PATH, folder);
  const std::filesystem::path copy = std::wstring(folder) + L"rhs-" +
                                     std::to_wstring(GetCurrentProcessId()) + L"-" +
                                     std::to_wstring(++counter) + L".dll";
  std::filesystem::copy_file(dll, copy, std::filesystem::copy_options::overwrite_existing);
  return copy;
}

// Entry points from which the documentation forbids writing to the cluster database.
bool may_not_write(Entry entry) {
  return entry == Entry::open || entry == Entry::close || entry == Entry::online ||
         entry == Entry::offline || entry == Entry::terminate;
}

// The stand-in's clusapi.dll counts such writes; with any other there is nothing to count.
class NoWrites {
 public:
  NoWrites(Entry entry, RhsRecord& record) : entry_(entry), record_(record) {
    HMODULE clusapi = may_not_write(entry) ? GetModuleHandleW(L"clusapi.dll") : nullptr;
    if (clusapi == nullptr) return;
    forbid_ = reinterpret_cast<void(WINAPI*)(BOOL)>(
        reinterpret_cast<void*>(GetProcAddress(clusapi, "StandinForbidWrites")));
    count_ = reinterpret_cast<DWORD(WINAPI*)()>(
        reinterpret_cast<void*>(GetProcAddress(clusapi, "StandinForbiddenWrites")));
    if (forbid_ == nullptr || count_ == nullptr) return;
    forbid_(TRUE);
    before_ = count_();
  }
  ~NoWrites() {
    if (forbid_ == nullptr || count_ == nullptr) return;
    forbid_(FALSE);
    if (count_() != before_) record_.add_violation(Rule::registry_write, name_of(entry_));
  }
  NoWrites(const NoWrites&) = delete;
  NoWrites& operator=(const NoWrites&) = delete;

 private:
  const Entry entry_;
  RhsRecord& record_;
  void(WINAPI* forbid_)(BOOL) = nullptr;
  DWORD(WINAPI* count_)() = nullptr;
  DWORD before_ = 0;
};

std::string hexadecimal(DWORD number) {
  char text[16];
  std::snprintf(text, sizeof(text), "0x%08lX", number);
  return text;
}

}  // namespace

struct RhsHost::Lanes {
  std::mutex serial_mutex;
  std::array<CallLane, 2> serial;  // taken in turns: no entry point may count on its thread
  std::size_t next = 0;            // guarded by serial_mutex
  std::mutex terminate_mutex;
  CallLane terminate;
};

RhsHost::RhsHost(RhsOptions options)
    : options_(std::move(options)),
      file_(options_.own_copy ? copy_of(options_.dll) : options_.dll),
      lanes_(std::make_unique<Lanes>()) {
  const auto begin = std::chrono::steady_clock::now();
  module_ = LoadLibraryW(file_.c_str());
  if (module_ == nullptr) {
    throw std::runtime_error("cannot load " + file_.string() + ", error " +
                             std::to_string(GetLastError()));
  }
  const auto took = std::chrono::steady_clock::now() - begin;
  record_->add_call(Entry::load, {took, took});
  add_host_record(record_, module_);
  try {
    start_up();
  } catch (...) {
    remove_host_record(record_);
    if (!dead()) FreeLibrary(module_);
    throw;
  }
  check_table();
}

RhsHost::~RhsHost() {
  remove_host_record(record_);
  if (dead()) return;
  FreeLibrary(module_);
  std::error_code ignored;
  if (options_.own_copy) std::filesystem::remove(file_, ignored);
}

void RhsHost::start_up() {
  const auto function =
      reinterpret_cast<StartupRoutine>(reinterpret_cast<void*>(GetProcAddress(module_, "Startup")));
  if (function == nullptr) throw std::runtime_error(file_.string() + " does not export Startup");
  struct Answer {
    DWORD code = ERROR_SUCCESS;
    FunctionTable* table = nullptr;
  };
  const auto answer = std::make_shared<Answer>();
  const bool returned = serial(Entry::startup, [=, options = options_] {
    answer->code = function(options.type.c_str(), options.min_version, options.max_version,
                            set_resource_status, log_event, &answer->table);
  });
  if (!returned) throw std::runtime_error("Startup did not return properly");
  if (answer->code != ERROR_SUCCESS) {
    throw StartupError(answer->code, "Startup returned " + std::to_string(answer->code));
  }
  if (answer->table == nullptr) throw std::runtime_error("Startup gave no function table");
  table_ = answer->table;
}

void RhsHost::check_table() {
  const auto expect = [this](bool good, const char* what) {
    if (!good) record_->add_violation(Rule::function_table, what);
  };
  HMODULE owner = nullptr;
  GetModuleHandleExW(
      GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT,
      reinterpret_cast<LPCWSTR>(table_), &owner);
  expect(owner == module_, "the table is not static");
  expect(table_->size == sizeof(FunctionTable::Functions), "TableSize is not 88");
  expect(table_->version == kVersion1, "Version is not 1.0");
  const FunctionTable::Functions& f = table_->functions;
  expect(f.arbitrate == nullptr && f.release == nullptr,
         "Arbitrate or Release is there: the type would count as quorum-capable");
  expect(f.resource_control != nullptr && f.type_control != nullptr,
         "a control function is missing");
  if (f.open == nullptr || f.close == nullptr || f.online == nullptr || f.offline == nullptr ||
      f.terminate == nullptr || f.looks_alive == nullptr || f.is_alive == nullptr) {
    throw std::runtime_error("a required entry point is missing");
  }
}

bool RhsHost::judge(Entry entry, const CallEnd& end) {
  const std::string name = name_of(entry);
  switch (end.kind) {
    case CallEnd::Kind::returned:
      record_->add_call(entry, {end.took, end.took});
      return true;
    case CallEnd::Kind::leaked_exception:
      record_->add_violation(Rule::leaked_exception, name);
      break;
    case CallEnd::Kind::crashed:
      record_->add_violation(Rule::crashed, name + ", exception " + hexadecimal(end.fault));
      break;
    case CallEnd::Kind::deadline:
      record_->add_violation(
          Rule::deadlock,
          name + " did not return in " + std::to_string(options_.deadlock_timeout.count()) + " ms");
      break;
  }
  dead_ = true;
  return false;
}

bool RhsHost::serial(Entry entry, std::function<void()> call) {
  const std::lock_guard lock(lanes_->serial_mutex);
  if (dead()) return false;
  lanes_->next = 1 - lanes_->next;
  return judge(entry, lanes_->serial[lanes_->next].run(
                          [entry, call = std::move(call), record = record_] {
                            const NoWrites no_writes(entry, *record);
                            call();
                          },
                          options_.deadlock_timeout));
}

bool RhsHost::beside(std::function<void()> terminate) {
  const std::lock_guard lock(lanes_->terminate_mutex);
  if (dead()) return false;
  return judge(Entry::terminate, lanes_->terminate.run(
                                     [call = std::move(terminate), record = record_] {
                                       const NoWrites no_writes(Entry::terminate, *record);
                                       call();
                                     },
                                     options_.deadlock_timeout));
}

ControlResult RhsHost::control(Entry entry, const Control& function, DWORD code, Bytes in,
                               DWORD room) {
  struct Call {
    Call(std::span<const std::byte> in_bytes, DWORD room) : in(in_bytes), out(std::size_t{room}) {}
    const GuardedBuffer in;
    const GuardedBuffer out;
    DWORD returned = 0;
    DWORD code = ERROR_SUCCESS;
  };
  const auto call = std::make_shared<Call>(in, room);
  const auto in_size = static_cast<DWORD>(in.size());
  const bool returned = serial(entry, [=] {
    call->code = function(in_size == 0 ? nullptr : call->in.data(), in_size,
                          room == 0 ? nullptr : call->out.data(), room, &call->returned);
  });
  ControlResult result;
  if (!returned) {
    result.code = ERROR_PROCESS_ABORTED;
    return result;
  }
  result.code = call->code;
  result.returned = call->returned;
  const std::string what = "control code " + hexadecimal(code) + ": ";
  if (call->code == ERROR_MORE_DATA && call->returned <= room) {
    record_->add_violation(Rule::control_size, what + "ERROR_MORE_DATA although " +
                                                   std::to_string(call->returned) + " bytes fit");
  }
  if (call->code == ERROR_SUCCESS && call->returned > room) {
    record_->add_violation(Rule::control_size, what + "success with more bytes than there is room");
  } else if (call->code == ERROR_SUCCESS) {
    result.out.assign(call->out.data(), call->out.data() + call->returned);
  }
  return result;
}

ControlResult RhsHost::type_control(DWORD code, Bytes in, DWORD room) {
  const auto function = table_->functions.type_control;
  if (function == nullptr) return {ERROR_INVALID_FUNCTION, {}, 0};
  return control(
      Entry::type_control,
      [function, code, type = options_.type](void* in_data, DWORD in_size, void* out,
                                             DWORD out_size, DWORD* returned) {
        return function(type.c_str(), code, in_data, in_size, out, out_size, returned);
      },
      code, std::move(in), room);
}

}  // namespace deepalive::standins
