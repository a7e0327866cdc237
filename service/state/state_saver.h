#pragma once

#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstdint>
#include <memory>
#include <optional>

#include "core/node_health.h"
#include "probes/isolated_worker.h"
#include "service/log/log.h"
#include "service/state/state_file.h"

namespace deepalive::service {

// Keeps the state file as new as it has to be: what somebody was told is on disk before they are
// told; what can be found out again (streaks) is on disk within some seconds. Everything happens on
// the looking thread, the writing on one of its own that may hang.
class StateSaver {
 public:
  StateSaver(boost::asio::io_context& looking, const NodeHealth& node, StateFile file, Clock clock,
             Log& log);

  // Before anything else. What was left last time; logs what could not be read. Roles that are not
  // configured (now) are kept for when they are again.
  const SavedState& load();

  // The role is not configured any more: what it leaves is kept for when it is again.
  void keep(const RoleHealth& role);
  // What is kept of roles, of those that are configured from before they were.
  const std::map<std::string, RoleStart, std::less<>>& left() const { return loaded_.roles; }

  // Returns when a state that is at least as new as the one now published is on disk, or, after at
  // most a few seconds, why it is not; logs that too, and goes on trying.
  boost::asio::awaitable<std::optional<Error>> save();

  // Something has changed: it is to be on disk within this time.
  void save_within(Duration duration);

  // The last save: from now on generations are kept as they are.
  boost::asio::awaitable<void> close();

 private:
  struct Writing {
    std::atomic<bool> over = false;
  };

  boost::asio::awaitable<void> save_later();
  boost::asio::awaitable<void> write();
  boost::asio::awaitable<std::optional<Error>> write_published();

  const NodeHealth& node_;
  const StateFile file_;
  const Clock clock_;
  Log& log_;
  SavedState loaded_;
  std::uint64_t wanted_ = 0;  // saves asked for, and how many of them are done
  std::uint64_t done_ = 0;
  bool writing_ = false;
  bool closing_ = false;
  std::optional<Error> last_error_;
  std::weak_ptr<Writing> last_writing_;  // may go on after it was given up
  boost::asio::steady_timer written_;    // never expires; cancelled when a write has ended
  boost::asio::steady_timer later_;
  TimePoint later_at_ = TimePoint::max();
  probes::IsolatedWorker<StateFile> worker_;
};

}  // namespace deepalive::service
