#include "service/monitor.h"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <optional>
#include <utility>

#include "core/schedule.h"
#include "probes/await_read.h"
#include "probes/iis/node_query.h"
#include "probes/iis/observe.h"
#include "service/monitored_role.h"

namespace deepalive::service {
namespace {

namespace asio = boost::asio;

// How soon the state file follows: a verdict's change, and streaks.
constexpr Duration kRememberTransition = std::chrono::seconds(1);
constexpr Duration kRememberStreak = std::chrono::seconds(10);

// Looks under way at once; of those that hang, each holds a socket until its deadline.
constexpr std::size_t kMostLooks = 1000;

// What a reading says about sites and pools. Those known from before stay, without a state, when it
// failed.
void take_inventory(Inventory& inventory, const Result<probes::IisState>& reading) {
  if (!reading) {
    for (auto& [name, state] : inventory.sites) state.reset();
    for (auto& [name, pool] : inventory.app_pools) pool.state.reset();
    return;
  }
  inventory.sites.clear();
  inventory.app_pools.clear();
  const auto known = [](const Result<probes::RunState>& state) {
    return state ? std::optional(*state) : std::nullopt;
  };
  for (const auto& site : reading->sites) inventory.sites[site.name] = known(site.state);
  for (const auto& pool : reading->app_pools) {
    inventory.app_pools[pool.name] = {known(pool.state), pool.workers ? pool.workers->size() : 0};
  }
}

}  // namespace

Monitor::Monitor(asio::io_context& context, std::shared_ptr<const NodeSpec> spec, NodeHealth& node,
                 Published<Inventory>& inventory, Sources sources, Clock clock, Listeners listeners)
    : context_(context),
      spec_(std::move(spec)),
      node_(node),
      published_inventory_(inventory),
      clock_(std::move(clock)),
      listeners_(std::move(listeners)),
      probe_maker_(std::move(sources.beside)),
      lag_meter_(context, clock_),
      turnstile_(context.get_executor(), kMostLooks),
      services_due_(context),
      iis_due_(context),
      iis_worker_({.what = "reading IIS", .on_timeout = Reason::iis_timeout},
                  std::move(sources.iis)),
      service_worker_({.what = "asking the service control manager",
                       .on_timeout = Reason::service_query_failed},
                      std::move(sources.services)) {}

// Probes go before what they post to; the coroutines that use them go with the io_context.
Monitor::~Monitor() {
  for (const auto& role : roles_) {
    for (const Role::Check& check : role->checks) {
      if (check.looker) leaving_.push_back(check.looker);
    }
  }
  for (const auto& leaving : leaving_) {
    const auto looker = leaving.lock();
    if (!looker) continue;
    looker->probe.reset();
    looker->next_probe.reset();
  }
}

void Monitor::start(const Left& left) {
  foresee_inventory();
  for (const RoleSpec& role : spec_->roles) {
    // Shares ownership with the node's specification, of which the role is a part.
    Role& added = add_role(std::shared_ptr<const RoleSpec>(spec_, &role), left);
    for (std::size_t i = 0; i < role.checks.size(); ++i) {
      add_check(added, i, probe_maker_.make(role.checks[i]),
                first_due(clock_().steady, role.checks[i].cadence, random()));
    }
  }
  share_readings();
  asio::co_spawn(context_, poll_services(), asio::detached);
  asio::co_spawn(context_, poll_iis(), asio::detached);
  lag_meter_.start();
}

Monitor::Role& Monitor::add_role(std::shared_ptr<const RoleSpec> spec, const Left& left) {
  const auto before = left.find(spec->name);
  RoleStart start = before == left.end() ? RoleStart() : before->second;
  if (spec->placement == Placement::always) start.placement = NodePlacement::active;
  roles_.push_back(
      std::make_shared<Role>(std::move(spec), node_, clock_(), std::move(start), context_));
  arm_refresh(*roles_.back());
  return *roles_.back();
}

void Monitor::add_check(Role& role, std::size_t index, std::unique_ptr<probes::Probe> probe,
                        TimePoint due) {
  Role::Check check{.since = configuration_};
  if (probe) {
    check.looker = std::make_shared<Looker>(context_, role, index, std::move(probe));
    asio::co_spawn(context_, look(check.looker, due), asio::detached);
  } else if (const auto* workers =
                 std::get_if<WorkerProcessTarget>(&role.spec().checks[index].target)) {
    check.workers.emplace(*workers);
  }
  role.checks[index] = std::move(check);
}

void Monitor::share_readings() {
  service_checks_.clear();
  iis_checks_.clear();
  service_names_ = probes::services_of(*spec_);
  iis_query_ = probes::query_of(*spec_);
  for (const auto& role : roles_) {
    for (std::size_t i = 0; i < role->checks.size(); ++i) {
      if (role->checks[i].looker) continue;
      const bool is_service = role->spec().checks[i].kind() == CheckKind::service;
      (is_service ? service_checks_ : iis_checks_).push_back({role.get(), i});
    }
  }
}

void Monitor::stop() {
  stopping_ = true;
  lag_meter_.stop();
  services_due_.cancel();
  iis_due_.cancel();
  for (auto& role : roles_) {
    role->refresh.cancel();
    role->wake_all();
  }
}

Monitor::Role* Monitor::find(std::string_view name) {
  const auto found =
      std::ranges::find_if(roles_, [name](const auto& role) { return role->spec().name == name; });
  return found == roles_.end() ? nullptr : found->get();
}

bool Monitor::set_maintenance(std::string_view name, std::optional<Maintenance> maintenance) {
  Role* const role = find(name);
  if (!role || stopping_) return false;
  take(*role, MaintenanceSet{std::move(maintenance)}, clock_());
  return true;
}

void Monitor::place(std::string_view name, NodePlacement placement) {
  Role* const role = find(name);
  if (!role || stopping_) return;
  take(*role, Placed{placement}, clock_());
  for (Role::Check& check : role->checks) {
    if (check.workers) check.workers->forget();
  }
  role->wake_all();
  services_due_.cancel();
  iis_due_.cancel();
}

// A timer that is cancelled means: look now.
asio::awaitable<bool> Monitor::wait_until(asio::steady_timer& timer, TimePoint& due) {
  boost::system::error_code woken;
  timer.expires_at(due);
  co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, woken));
  if (stopping_) co_return false;
  due = std::min(due, clock_().steady);
  co_return true;
}

// What the check is asked for may be another configuration's after each wait.
asio::awaitable<void> Monitor::look(std::shared_ptr<Looker> looker, TimePoint due) {
  while (co_await wait_until(looker->due, due)) {
    if (looker->gone) co_return;
    if (looker->next_probe) looker->probe = std::move(looker->next_probe);
    if (looker->role->standby() &&
        !says_on_standby(looker->role->spec().checks[looker->index].kind())) {  // on purpose
      looker->probe->rest();
      due = TimePoint::max();
      continue;
    }
    Observation observation = co_await run(*looker->probe, due);
    if (stopping_ || looker->gone) co_return;
    const TimePoint finished = observation.time.steady;
    Role& role = *looker->role;
    observe(role, looker->index, std::move(observation));
    due = next_due(due, finished, role.in_a_hurry(looker->index),
                   role.spec().checks[looker->index].cadence, random());
  }
}

// Looks when there is room for one more look.
asio::awaitable<Observation> Monitor::run(const probes::Probe& probe, TimePoint due) {
  const auto turn = co_await turnstile_.enter();
  note_lag(due);
  co_return co_await probe.run(clock_);
}

TimePoint Monitor::next_shared_due(const std::vector<CheckRef>& checks, TimePoint last_due) {
  Cadence cadence{.interval = spec_->iis.interval, .fast_interval = spec_->iis.interval};
  bool pending = false;
  for (const CheckRef& check : checks) {
    if (!check.role->in_a_hurry(check.index)) continue;
    pending = true;
    cadence.fast_interval = std::min(cadence.fast_interval, check.spec().cadence.fast_interval);
  }
  return next_due(last_due, clock_().steady, pending, cadence, random());
}

asio::awaitable<void> Monitor::poll_services() {
  using States = std::vector<Result<probes::ServiceState>>;
  TimePoint due = clock_().steady;
  while (co_await wait_until(services_due_, due)) {
    if (service_checks_.empty()) {
      due = TimePoint::max();
      continue;
    }
    note_lag(due);
    const std::uint64_t asked_by = configuration_;
    const std::vector<std::string> names = service_names_;
    const auto query_all = [names](probes::ServiceReader& reader) -> Result<States> {
      States states;
      for (const auto& name : names) states.push_back(reader.query(name));
      return states;
    };
    const TimePoint begin = clock_().steady;
    const Result<States> states = co_await read_on(service_worker_, spec_->iis.timeout, query_all);
    if (stopping_) co_return;
    const Instant now = clock_();
    // Published before the verdicts that rest upon it.
    for (std::size_t i = 0; i < names.size(); ++i) {
      const auto service = inventory_.services.find(names[i]);
      if (service == inventory_.services.end()) continue;  // nobody asks for it any more
      const bool known = states && (*states)[i];
      service->second = known ? std::optional((*states)[i]->phase) : std::nullopt;
    }
    publish_inventory();
    for (const CheckRef& check : service_checks_) {
      if (check.role->checks[check.index].since > asked_by) continue;
      const auto& target = std::get<ServiceTarget>(check.spec().target);
      const auto index =
          static_cast<std::size_t>(std::ranges::find(names, target.service_name) - names.begin());
      const Result<probes::ServiceState> state =
          states ? (*states)[index] : Result<probes::ServiceState>(states.error());
      observe(*check.role, check.index,
              probes::observe_service(state, target, now, now.steady - begin));
    }
    due = asked_by == configuration_ ? next_shared_due(service_checks_, due) : now.steady;
  }
}

asio::awaitable<void> Monitor::poll_iis() {
  TimePoint due = clock_().steady;
  while (co_await wait_until(iis_due_, due)) {
    if (iis_checks_.empty()) {
      due = TimePoint::max();
      continue;
    }
    note_lag(due);
    const std::uint64_t asked_by = configuration_;
    probes::IisQuery query = iis_query_;
    query.anew = std::exchange(folders_doubted_, false);
    const auto read = [query](probes::IisReader& reader) { return reader.read(query); };
    const TimePoint begin = clock_().steady;
    const Result<probes::IisState> state = co_await read_on(iis_worker_, spec_->iis.timeout, read);
    if (stopping_) co_return;
    const Instant now = clock_();
    const Duration took = now.steady - begin;
    listeners_.looked_at_iis(state ? nullptr : &state.error(), now);
    // What was read for an earlier configuration lists too much and too little.
    if (asked_by == configuration_) take_inventory(inventory_, state);
    publish_inventory();
    if (state) tell_of_new_workers(*state);
    for (const CheckRef& check : iis_checks_) {
      Role::Check& own = check.role->checks[check.index];
      if (own.since > asked_by) continue;
      if (check.role->standby() && !says_on_standby(check.spec().kind())) continue;
      observe(*check.role, check.index,
              probes::observe_iis(state, check.spec(), own.workers ? &*own.workers : nullptr, now,
                                  took));
    }
    if (state && query.folders_of_sites && asked_by == configuration_) know_folders(*state);
    due = asked_by == configuration_ ? next_shared_due(iis_checks_, due) : now.steady;
  }
}

// Each role hears of the pools that it uses.
void Monitor::tell_of_new_workers(const probes::IisState& reading) {
  for (const auto& [pool, not_before] : new_workers_.take(reading)) {
    for (const auto& role : roles_) {
      if (probes::uses_pool(reading, role->spec(), pool)) {
        take(*role, Recycled{pool, not_before}, clock_());
      }
    }
  }
}

// The first reading is what content checks have waited for.
void Monitor::know_folders(const probes::IisState& reading) {
  probe_maker_.know(probes::folders_in(reading));
  if (std::exchange(folders_known_, true)) return;
  for (auto& role : roles_) {
    const auto& checks = role->spec().checks;
    for (std::size_t i = 0; i < checks.size(); ++i) {
      if (checks[i].kind() == CheckKind::content_path) role->wake(i);
    }
  }
}

void Monitor::observe(Role& role, std::size_t index, Observation observation) {
  const TimePoint begin = observation.time.steady - observation.duration;
  observation = unless_held_up(std::move(observation), lag_meter_.worst_since(begin));
  // A deployment may have led the site to another folder, and removed the one that we know.
  if (role.spec().checks[index].kind() == CheckKind::content_path &&
      observation.outcome == Outcome::fail) {
    folders_doubted_ = true;
    iis_due_.cancel();
  }
  const bool failed_before = role.condition(index).failing_since().has_value();
  const Instant time = observation.time;
  const RoleChange change = take(role, Observed{index, std::move(observation)}, time);
  const auto streak = [index](const RoleHealth& health) {
    return health.checks[index]->condition.parts().health;
  };
  if (streak(*change.before) != streak(*change.after)) listeners_.remember(kRememberStreak);
  // What it rests upon is to be known before the check goes down for good.
  if (!failed_before && role.condition(index).failing_since()) {
    for (std::size_t i = 0; i < role.checks.size(); ++i) {
      if (role.rests_upon(index, i)) role.wake(i);
    }
  }
}

RoleChange Monitor::take(Role& role, RoleInput input, Instant now) {
  RoleChange change = role.keeper.take(input, now);
  listeners_.told(input, change, now);
  if (change.is_transition()) {
    listeners_.transition(change);
    listeners_.remember(kRememberTransition);
  }
  arm_refresh(role);
  return change;
}

// One timer a role, moved only when it would fire too late: observations come far more often than
// verdicts expire.
void Monitor::arm_refresh(Role& role) {
  const TimePoint valid_until = role.keeper.health().judgement.valid_until;
  if (valid_until >= role.refresh_at) return;
  role.refresh_at = valid_until;
  role.refresh.expires_at(valid_until);
  role.refresh.async_wait([this, alive = role.weak_from_this()](boost::system::error_code error) {
    const auto waited = alive.lock();
    if (!error && !stopping_ && waited) refresh_when_due(*waited);
  });
}

void Monitor::refresh_when_due(Role& role) {
  role.refresh_at = TimePoint::max();
  const Instant now = clock_();
  if (role.keeper.health().judgement.valid_until <= now.steady) {
    const auto& maintenance = role.keeper.health().memory.maintenance;
    if (maintenance && maintenance->until <= now.steady) {
      take(role, MaintenanceSet{}, now);
    } else {
      take(role, Refreshed{}, now);
    }
  } else {
    arm_refresh(role);
  }
}

void Monitor::foresee_inventory() {
  for (const auto& service : probes::services_of(*spec_)) inventory_.services[service];
  for (const RoleSpec& role : spec_->roles) {
    for (const auto& site : role.sites) inventory_.sites[site];
    for (const auto& pool : role.app_pools) inventory_.app_pools[pool];
  }
  publish_inventory();
}

void Monitor::publish_inventory() {
  published_inventory_.store(std::make_shared<const Inventory>(inventory_));
}

}  // namespace deepalive::service
