#pragma once

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "core/role_keeper.h"
#include "probes/iis/worker_watch.h"
#include "probes/probe.h"
#include "service/monitor.h"

// What the monitor has of a role. For monitor.cpp and monitor_reload.cpp only; one thread.
namespace deepalive::service {

// One check that looks for itself, kept alive by its coroutine.
struct Monitor::Looker {
  Looker(boost::asio::io_context& context, Role& its_role, std::size_t its_index,
         std::unique_ptr<probes::Probe> its_probe)
      : role(&its_role), index(its_index), due(context), probe(std::move(its_probe)) {}

  Role* role;  // dangles once it has gone
  std::size_t index;
  boost::asio::steady_timer due;
  std::unique_ptr<probes::Probe> probe;
  std::unique_ptr<probes::Probe> next_probe{};  // takes its place when no look is under way
  bool gone = false;
};

struct Monitor::Role : std::enable_shared_from_this<Monitor::Role> {
  // What there is of a check beside its health.
  struct Check {
    std::shared_ptr<Looker> looker{};              // null: it is part of a shared reading,
    std::optional<probes::WorkerWatch> workers{};  // with this for worker_process,
    std::uint64_t since = 0;                       // that was begun with this configuration
  };

  Role(std::shared_ptr<const RoleSpec> spec, NodeHealth& node, Instant now, RoleStart start,
       boost::asio::io_context& context)
      : keeper(std::move(spec), node, now, std::move(start)),
        checks(keeper.health().checks.size()),
        refresh(context) {}

  const RoleSpec& spec() const { return *keeper.health().spec; }
  bool standby() const { return keeper.health().memory.placement == NodePlacement::standby; }
  const Condition& condition(std::size_t check) const {
    return keeper.health().checks[check]->condition;
  }
  // Whether `dependent` rests upon `check`, however many others are in between.
  bool rests_upon(std::size_t dependent, std::size_t check) const {
    const auto& depends_on = spec().checks[dependent].depends_on;
    return std::ranges::any_of(
        depends_on, [&](std::size_t next) { return next == check || rests_upon(next, check); });
  }
  // A change is to be decided: of the check itself, or of one that rests upon it.
  bool in_a_hurry(std::size_t check) const {
    if (condition(check).pending()) return true;
    for (std::size_t i = 0; i < checks.size(); ++i) {
      if (condition(i).pending() && rests_upon(i, check)) return true;
    }
    return false;
  }
  // Has the check look now, if it looks for itself.
  void wake(std::size_t check) {
    if (checks[check].looker) checks[check].looker->due.cancel();
  }
  void wake_all() {
    for (std::size_t i = 0; i < checks.size(); ++i) wake(i);
  }

  RoleKeeper keeper;
  std::vector<Check> checks;
  boost::asio::steady_timer refresh;
  TimePoint refresh_at = TimePoint::max();
};

inline const CheckSpec& Monitor::CheckRef::spec() const { return role->spec().checks[index]; }

}  // namespace deepalive::service
