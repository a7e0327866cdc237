#include "probes/iis/worker_watch.h"

#include <algorithm>
#include <string>
#include <utility>

#include "core/units.h"
#include "probes/finding.h"
#include "probes/iis/item_kind.h"

namespace deepalive::probes {
namespace {

// With readings further apart than this, who came after whom is anybody's guess.
constexpr Duration kLongestGap = std::chrono::seconds(30);
// Who comes later than this came for a request, not in place of one that died.
constexpr Duration kReplacedWithin = std::chrono::seconds(10);
// A pool that is to be running always gets as long to start its first process.
constexpr Duration kStartsWithin = std::chrono::seconds(10);

std::string times(std::size_t count) {
  return count == 1 ? "once" : std::to_string(count) + " times";
}

std::size_t since(const std::deque<TimePoint>& ends, TimePoint begin) {
  return static_cast<std::size_t>(ends.end() - std::ranges::lower_bound(ends, begin));
}

Finding passed(std::string detail) {
  return {.outcome = Outcome::pass, .reason = Reason::ok, .detail = std::move(detail)};
}

}  // namespace

void WorkerWatch::forget() { *this = WorkerWatch(std::move(target_)); }

void WorkerWatch::compare(const AppPoolState& pool, bool running, TimePoint now) {
  Processes seen;
  for (const WorkerProcess& process : *pool.workers) {
    seen[process.process_id] = {.state = process.state};
  }
  const bool comparable = running && last_seen_ && now - *last_seen_ <= kLongestGap;
  std::size_t came = 0;
  for (auto& [id, process] : seen) {
    const auto known = processes_.find(id);
    if (known == processes_.end()) {
      ++came;
    } else {
      process.replaced = known->second.replaced;
    }
  }
  std::size_t gone = 0;
  if (comparable) {
    for (const auto& [id, process] : processes_) {
      const bool expected = process.replaced || process.state == WorkerState::stopping;
      if (!seen.contains(id) && !expected) ++gone;
    }
  }
  // Those that came take the places of those that have gone, and what is left of them stands beside
  // older ones whose time is up.
  const auto ended = [this](TimePoint when) { ends_.push_back(when); };
  std::size_t in_place = std::min(came, gone);
  for (std::size_t i = 0; i < in_place; ++i) ended(now);
  if (vacant_since_ && (!running || now - *vacant_since_ > kReplacedWithin)) vacant_since_.reset();
  if (vacant_since_ && came > in_place) {
    ended(now);
    vacant_since_.reset();
    ++in_place;
  }
  if (gone > came) vacant_since_ = now;
  std::size_t beside = last_seen_ ? came - std::min(came, in_place) : 0;
  for (auto& [id, process] : seen) {
    if (beside == 0) break;
    if (!processes_.contains(id) || process.replaced) continue;
    process.replaced = true;
    --beside;
  }
  processes_ = std::move(seen);
  last_seen_ = now;
  const bool none = running && processes_.empty();
  if (!none) {
    none_since_.reset();
  } else if (!none_since_) {
    none_since_ = now;
  }
}

Observation WorkerWatch::observe(const Result<IisState>& reading, Instant now, Duration took) {
  const auto seen = [&](Finding finding) {
    Observation observation = observation_of(std::move(finding), now, now);
    observation.duration = took;
    return observation;
  };
  if (!reading) return seen(Finding::own_fault(reading.error().where, reading.error().reason));
  now = reading->time;
  took = reading->duration;
  const std::string subject = quoted(kAppPoolItem, target_.app_pool);
  const auto name = reading->app_pool_names.find(target_.app_pool);
  if (name == reading->app_pool_names.end()) {
    return seen(
        Finding::own_fault(subject + " was not part of the last reading", Reason::not_observed));
  }
  if (!name->second.index) {
    const Error error = not_found_error(kAppPoolItem, target_.app_pool, name->second);
    return seen({.outcome = error.reason == Reason::app_pool_missing ? Outcome::fail
                                                                     : Outcome::indeterminate,
                 .reason = error.reason,
                 .detail = error.where});
  }
  const AppPoolState& pool = reading->app_pools.at(*name->second.index);
  if (!pool.state || !pool.workers) {
    const Error& error = pool.state ? pool.workers.error() : pool.state.error();
    return seen(
        Finding::own_fault("the worker processes of " + subject + " cannot be read: " + error.where,
                           Reason::state_unreadable));
  }
  const bool running = *pool.state == RunState::started && reading->stopped_service.empty();
  compare(pool, running, now.steady);

  const Duration kept =
      std::max(target_.window, pool.rapid_fail ? pool.rapid_fail->interval : Duration::zero());
  std::erase_if(ends_, [&](TimePoint end) { return end <= now.steady - kept; });
  const std::size_t crashes = since(ends_, now.steady - target_.window);
  if (crashes > target_.crashes) {
    return seen({.reason = Reason::crash_loop,
                 .detail = "worker processes of " + subject + " ended unexpectedly " +
                           times(crashes) + " within " + format_duration(target_.window) +
                           " (allowed are " + std::to_string(target_.crashes) + ")"});
  }
  if (!running) return seen(passed(subject + " is not started: it needs no worker process"));
  if (none_since_ && pool.start_mode == StartMode::always_running &&
      now.steady - *none_since_ >= kStartsWithin) {
    return seen(
        {.reason = Reason::worker_process_missing,
         .detail = subject + " is set to be always running, and no worker process is alive"});
  }
  if (pool.rapid_fail && pool.rapid_fail->max_crashes > 1) {
    const std::size_t counted = since(ends_, now.steady - pool.rapid_fail->interval);
    if (counted + 1 >= pool.rapid_fail->max_crashes) {
      return seen({.outcome = Outcome::pass,
                   .reason = Reason::rapid_fail_near,
                   .detail = "worker processes of " + subject + " ended unexpectedly " +
                             times(counted) + " within " +
                             format_duration(pool.rapid_fail->interval) + "; at " +
                             std::to_string(pool.rapid_fail->max_crashes) + " IIS stops the pool",
                   .degraded = true});
    }
  }
  const std::size_t alive = processes_.size();
  return seen(passed(std::to_string(alive) +
                     (alive == 1 ? " worker process is alive" : " worker processes are alive") +
                     (crashes > 0 ? ", " + times(crashes) + " one ended unexpectedly" : "")));
}

}  // namespace deepalive::probes
