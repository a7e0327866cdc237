#include "tests/standins/cluster/rhs_record.h"

#include <algorithm>
#include <ostream>
#include <utility>

namespace deepalive::standins {
namespace {

// A DLL that breaks a rule in a loop must not fill the memory.
constexpr std::size_t kMostEntries = 100'000;

std::chrono::nanoseconds percentile(std::vector<std::int64_t>& calls, std::size_t percent) {
  const std::size_t index = std::min(calls.size() - 1, calls.size() * percent / 100);
  const auto nth = calls.begin() + static_cast<std::ptrdiff_t>(index);
  std::nth_element(calls.begin(), nth, calls.end());
  return std::chrono::nanoseconds(*nth);
}

}  // namespace

const char* name_of(Rule rule) {
  constexpr const char* kNames[] = {"function table",    "deadlock",
                                    "leaked exception",  "crashed",
                                    "check point",       "status out of turn",
                                    "status of another", "unknown handle",
                                    "log too long",      "log format",
                                    "log level",         "event handle",
                                    "control size",      "unhandled properties",
                                    "registry write"};
  return kNames[static_cast<int>(rule)];
}

const char* name_of(Entry entry) {
  constexpr const char* kNames[] = {"DllMain",
                                    "Startup",
                                    "Open",
                                    "Close",
                                    "Online",
                                    "Offline",
                                    "Terminate",
                                    "LooksAlive",
                                    "IsAlive",
                                    "ResourceControl",
                                    "ResourceTypeControl",
                                    "batch of calls"};
  return kNames[static_cast<int>(entry)];
}

std::ostream& operator<<(std::ostream& out, const Violation& violation) {
  return out << name_of(violation.rule) << ": " << violation.what;
}

void RhsRecord::add_call(Entry entry, CallCost cost) {
  const std::lock_guard lock(mutex_);
  Calls& calls = calls_[entry];
  calls.took.push_back(cost.took.count());
  calls.max_own = std::max(calls.max_own, cost.own);
}

void RhsRecord::add_violation(Rule rule, std::string what) {
  const std::lock_guard lock(mutex_);
  if (violations_.size() < kMostEntries) violations_.push_back({rule, std::move(what)});
}

void RhsRecord::add_log(LogEntry entry) {
  const std::lock_guard lock(mutex_);
  if (log_.size() < kMostEntries) log_.push_back(std::move(entry));
}

CallTimes RhsRecord::times(Entry entry) const {
  const std::lock_guard lock(mutex_);
  const auto found = calls_.find(entry);
  if (found == calls_.end()) return {};
  std::vector<std::int64_t> calls = found->second.took;
  CallTimes times;
  times.calls = calls.size();
  times.p50 = percentile(calls, 50);
  times.p99 = percentile(calls, 99);
  times.max = std::chrono::nanoseconds(*std::ranges::max_element(calls));
  times.max_own = found->second.max_own;
  return times;
}

std::vector<Violation> RhsRecord::violations() const {
  const std::lock_guard lock(mutex_);
  return violations_;
}

bool RhsRecord::has(Rule rule) const {
  const std::lock_guard lock(mutex_);
  return std::ranges::any_of(violations_, [rule](const Violation& v) { return v.rule == rule; });
}

std::vector<LogEntry> RhsRecord::log() const {
  const std::lock_guard lock(mutex_);
  return log_;
}

bool RhsRecord::logged(std::wstring_view part) const {
  const std::lock_guard lock(mutex_);
  return std::ranges::any_of(
      log_, [part](const LogEntry& entry) { return entry.text.find(part) != std::wstring::npos; });
}

}  // namespace deepalive::standins
