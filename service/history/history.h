#pragma once

#include <cstddef>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/time.h"
#include "service/history/transition.h"

namespace deepalive::service {

inline constexpr std::size_t kMaxTransitions = 10'000;  // of all roles, in memory
inline constexpr std::size_t kMaxShownTransitions = 1000;
inline constexpr std::size_t kMaxIncidents = 100;
inline constexpr std::size_t kMaxIncidentBytes = std::size_t{8} << 20;  // all together

// Which transitions are wanted.
struct HistoryQuery {
  std::string role{};  // empty: of all
  std::optional<WallTime> since{};
  std::size_t limit = kMaxShownTransitions;  // the newest; never more than kMaxShownTransitions
};

// The newest transitions (of interest) and incidents, in memory, so that showing them waits for no
// disk. Any thread; nobody holds the lock for longer than it takes to copy pointers.
class History {
 public:
  using Incident = std::shared_ptr<const std::string>;  // one line of JSON

  void add(std::shared_ptr<const Transition> transition);
  // From before the agent started, in their order: they stand before all others.
  void add_older(std::vector<std::shared_ptr<const Transition>> transitions);

  // Gives the names of those that have to go because there are too many now, the oldest first.
  std::vector<std::string> add_incident(std::string name, std::string text);
  // Null: there is none of that name (any more).
  Incident incident(std::string_view name) const;

  struct Found {
    std::vector<std::shared_ptr<const Transition>> transitions;  // the oldest first
    bool truncated = false;  // older ones would have been wanted too
  };
  Found find(const HistoryQuery& query) const;

 private:
  mutable std::mutex mutex_;
  std::deque<std::shared_ptr<const Transition>> transitions_;
  std::map<std::string, Incident, std::less<>> incidents_;  // by name, and so by time
  std::size_t incident_bytes_ = 0;
};

// {"transitions": […], "truncated": …} as one line.
std::string history_json(const History::Found& found);

}  // namespace deepalive::service
