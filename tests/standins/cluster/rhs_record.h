#pragma once

#include <chrono>
#include <cstdint>
#include <iosfwd>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "tests/standins/cluster/call_cost.h"
#include "tests/standins/cluster/rhs_abi.h"

namespace deepalive::standins {

// Rules of a resource DLL whose breach would show in a cluster only later, or as a dead host.
enum class Rule {
  function_table,        // size, version, missing or superfluous functions, not static
  deadlock,              // an entry point did not return in time: event 1230, the host is ended
  leaked_exception,      // a C++ exception left an entry point: the host is ended
  crashed,               // an access violation in an entry point: the host is ended
  check_point,           // a pending report whose CheckPoint did not rise
  status_out_of_turn,    // SetResourceStatus while nothing is pending, or again after Terminate
  status_of_another,     // a state that does not belong to the transition under way
  unknown_handle,        // a callback with a handle that no open resource has
  log_too_long,          // an entry of more than 500 characters
  log_format,            // a format that FormatMessage refuses, or that is no constant of the DLL
  log_level,             // none of the four
  event_handle,          // signalled at Online, or no handle that can be waited for
  control_size,          // BytesReturned that contradicts the buffer or the result
  unhandled_properties,  // VALIDATE or SET left to the host, which stores what was not validated
  registry_write,        // ClusterRegSetValue or CreateKey from an entry point that may not
};
const char* name_of(Rule rule);

struct Violation {
  Rule rule;
  std::string what;
};
std::ostream& operator<<(std::ostream& out, const Violation& violation);

struct LogEntry {
  LogLevel level;
  std::wstring text;
  std::wstring resource;  // empty: none was named
};

enum class Entry {
  load,
  startup,
  open,
  close,
  online,
  offline,
  terminate,
  looks_alive,
  is_alive,
  resource_control,
  type_control,
  batch,  // of looks_alive or is_alive, which are also counted each
};
const char* name_of(Entry entry);

struct CallTimes {
  std::size_t calls = 0;
  std::chrono::nanoseconds p50{0};
  std::chrono::nanoseconds p99{0};
  std::chrono::nanoseconds max{0};
  std::chrono::nanoseconds max_own{0};  // see CallCost
};

// What a host saw of its DLL. Any thread.
class RhsRecord {
 public:
  void add_call(Entry entry, CallCost cost);
  void add_violation(Rule rule, std::string what);
  void add_log(LogEntry entry);

  CallTimes times(Entry entry) const;
  // Empty when the DLL keeps all the rules.
  std::vector<Violation> violations() const;
  bool has(Rule rule) const;
  std::vector<LogEntry> log() const;
  // Some entry has this text in it.
  bool logged(std::wstring_view part) const;

 private:
  mutable std::mutex mutex_;
  struct Calls {
    std::vector<std::int64_t> took;  // nanoseconds
    std::chrono::nanoseconds max_own{0};
  };
  std::map<Entry, Calls> calls_;
  std::vector<Violation> violations_;
  std::vector<LogEntry> log_;
};

}  // namespace deepalive::standins
