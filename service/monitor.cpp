#include "service/monitor.h"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <optional>
#include <utility>

#include "core/schedule.h"
#include "probes/iis/observe.h"

namespace deepalive::service {
namespace {

namespace asio = boost::asio;

// Awaits a read on an isolated worker; resumes on the awaiting coroutine's executor. `work` is to
// be a variable: GCC 12 destroys the captures of a lambda that is written inside a co_await
// expression twice.
template <class Session, class Work>
auto read_on(probes::IsolatedWorker<Session>& worker, Duration timeout, Work work) {
  using Answer = std::invoke_result_t<Work&, Session&>;
  return asio::async_initiate<const asio::use_awaitable_t<>, void(Answer)>(
      [&worker, timeout](auto handler, Work work) {
        const auto executor = asio::get_associated_executor(handler);
        const auto shared = std::make_shared<decltype(handler)>(std::move(handler));
        worker.request(timeout, std::move(work), [shared, executor](Answer answer) {
          asio::post(executor, [shared, answer = std::move(answer)]() mutable {
            std::move (*shared)(std::move(answer));
          });
        });
      },
      asio::use_awaitable, std::move(work));
}

void add_unique(std::vector<std::string>& names, const std::string& name) {
  if (std::ranges::find(names, name) == names.end()) names.push_back(name);
}

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

struct Monitor::Role {
  Role(std::shared_ptr<const RoleSpec> spec, NodeHealth& node, Instant now,
       asio::io_context& context)
      : keeper(std::move(spec), node, now), refresh(context) {}
  RoleKeeper keeper;
  asio::steady_timer refresh;
  TimePoint refresh_at = TimePoint::max();
};

const CheckSpec& Monitor::CheckRef::spec() const {
  return role->keeper.health().spec->checks[index];
}

Monitor::Monitor(asio::io_context& context, std::shared_ptr<const NodeSpec> spec, NodeHealth& node,
                 Published<Inventory>& inventory, Sources sources, Clock clock,
                 Transition transition)
    : context_(context),
      spec_(std::move(spec)),
      node_(node),
      published_inventory_(inventory),
      clock_(std::move(clock)),
      transition_(std::move(transition)),
      iis_worker_({.what = "reading IIS", .on_timeout = Reason::iis_timeout},
                  std::move(sources.iis)),
      service_worker_({.what = "asking the service control manager",
                       .on_timeout = Reason::service_query_failed},
                      std::move(sources.services)) {}

Monitor::~Monitor() = default;

void Monitor::start() {
  for (const RoleSpec& role : spec_->roles) {
    // Shares ownership with the node's specification, of which the role is a part.
    roles_.push_back(std::make_unique<Role>(std::shared_ptr<const RoleSpec>(spec_, &role), node_,
                                            clock_(), context_));
    arm_refresh(*roles_.back());
    for (std::size_t i = 0; i < role.checks.size(); ++i) {
      const CheckRef check{roles_.back().get(), i};
      switch (role.checks[i].kind()) {
        case CheckKind::service:
          service_checks_.push_back(check);
          break;
        case CheckKind::site:
        case CheckKind::app_pool:
          iis_checks_.push_back(check);
          break;
        case CheckKind::http:
          asio::co_spawn(context_, probe_http(check), asio::detached);
          break;
      }
    }
  }
  if (!service_checks_.empty()) asio::co_spawn(context_, poll_services(), asio::detached);
  if (!iis_checks_.empty()) asio::co_spawn(context_, poll_iis(), asio::detached);
}

void Monitor::stop() {
  stopping_ = true;
  for (auto& timer : timers_) timer->cancel();
  for (auto& role : roles_) role->refresh.cancel();
}

asio::awaitable<bool> Monitor::wait_until(asio::steady_timer& timer, TimePoint due) {
  boost::system::error_code error;
  timer.expires_at(due);
  co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, error));
  if (stopping_) co_return false;
  lag_seconds_.store(to_seconds(clock_().steady - due), std::memory_order_relaxed);
  co_return true;
}

asio::awaitable<void> Monitor::probe_http(CheckRef check) {
  auto& timer = *timers_.emplace_back(std::make_unique<asio::steady_timer>(context_));
  const CheckSpec& spec = check.spec();
  const probes::HttpProbe probe(std::get<HttpTarget>(spec.target), spec.cadence.timeout,
                                tls_contexts_, resolver_);
  TimePoint due = first_due(clock_().steady, spec.cadence, random());
  while (co_await wait_until(timer, due)) {
    Observation observation = co_await probe.run(clock_);
    if (stopping_) co_return;
    const TimePoint finished = observation.time.steady;
    observe(check, std::move(observation));
    const bool pending = check.role->keeper.health().checks[check.index]->condition.pending();
    due = next_due(due, finished, pending, spec.cadence, random());
  }
}

TimePoint Monitor::next_shared_due(const std::vector<CheckRef>& checks, TimePoint last_due) {
  Cadence cadence{.interval = spec_->iis.interval, .fast_interval = spec_->iis.interval};
  bool pending = false;
  for (const CheckRef& check : checks) {
    if (!check.role->keeper.health().checks[check.index]->condition.pending()) continue;
    pending = true;
    cadence.fast_interval = std::min(cadence.fast_interval, check.spec().cadence.fast_interval);
  }
  return next_due(last_due, clock_().steady, pending, cadence, random());
}

asio::awaitable<void> Monitor::poll_services() {
  auto& timer = *timers_.emplace_back(std::make_unique<asio::steady_timer>(context_));
  std::vector<std::string> names;
  for (const CheckRef& check : service_checks_) {
    add_unique(names, std::get<ServiceTarget>(check.spec().target).service_name);
  }
  using States = std::vector<Result<probes::ServiceState>>;
  const auto query_all = [names](probes::ServiceReader& reader) -> Result<States> {
    States states;
    for (const auto& name : names) states.push_back(reader.query(name));
    return states;
  };
  TimePoint due = clock_().steady;
  while (co_await wait_until(timer, due)) {
    const TimePoint begin = clock_().steady;
    const Result<States> states = co_await read_on(service_worker_, spec_->iis.timeout, query_all);
    if (stopping_) co_return;
    const Instant now = clock_();
    for (const CheckRef& check : service_checks_) {
      const auto& name = std::get<ServiceTarget>(check.spec().target).service_name;
      const auto index = static_cast<std::size_t>(std::ranges::find(names, name) - names.begin());
      const Result<probes::ServiceState> state =
          states ? (*states)[index] : Result<probes::ServiceState>(states.error());
      observe(check, probes::observe_service(state, std::get<ServiceTarget>(check.spec().target),
                                             now, now.steady - begin));
      inventory_.services[name] = state ? std::optional(state->phase) : std::nullopt;
    }
    publish_inventory();
    due = next_shared_due(service_checks_, due);
  }
}

asio::awaitable<void> Monitor::poll_iis() {
  auto& timer = *timers_.emplace_back(std::make_unique<asio::steady_timer>(context_));
  probes::IisQuery query;
  for (const CheckRef& check : iis_checks_) {
    if (const auto* site = std::get_if<SiteTarget>(&check.spec().target)) {
      add_unique(query.sites, site->site);
    } else {
      const auto& pool = std::get<AppPoolTarget>(check.spec().target);
      if (pool.app_pool.empty()) {
        query.app_pools_of_sites = true;
      } else {
        add_unique(query.app_pools, pool.app_pool);
      }
    }
  }
  const auto read = [query](probes::IisReader& reader) { return reader.read(query); };
  TimePoint due = clock_().steady;
  while (co_await wait_until(timer, due)) {
    const TimePoint begin = clock_().steady;
    const Result<probes::IisState> state = co_await read_on(iis_worker_, spec_->iis.timeout, read);
    if (stopping_) co_return;
    const Instant now = clock_();
    const Duration took = now.steady - begin;
    for (const CheckRef& check : iis_checks_) {
      const auto* site = std::get_if<SiteTarget>(&check.spec().target);
      observe(check, site ? probes::observe_site(state, *site, now, took)
                          : probes::observe_app_pool(
                                state, std::get<AppPoolTarget>(check.spec().target), now, took));
    }
    take_inventory(inventory_, state);
    publish_inventory();
    due = next_shared_due(iis_checks_, due);
  }
}

void Monitor::observe(CheckRef check, Observation observation) {
  Role& role = *check.role;
  const auto before = node_.find(role.keeper.health().spec->name);
  const RoleHealth& after = role.keeper.observe(check.index, std::move(observation));
  if (before->generation != after.generation) transition_(*before, after);
  arm_refresh(role);
}

// One timer a role, moved only when it would fire too late: observations come far more often than
// verdicts expire.
void Monitor::arm_refresh(Role& role) {
  const TimePoint valid_until = role.keeper.health().judgement.valid_until;
  if (valid_until >= role.refresh_at) return;
  role.refresh_at = valid_until;
  role.refresh.expires_at(valid_until);
  role.refresh.async_wait([this, &role](boost::system::error_code error) {
    if (!error && !stopping_) refresh_when_due(role);
  });
}

void Monitor::refresh_when_due(Role& role) {
  role.refresh_at = TimePoint::max();
  const Instant now = clock_();
  if (role.keeper.health().judgement.valid_until <= now.steady) {
    const auto before = node_.find(role.keeper.health().spec->name);
    const RoleHealth& after = role.keeper.refresh(now);
    if (before->generation != after.generation) transition_(*before, after);
  }
  arm_refresh(role);
}

void Monitor::publish_inventory() {
  published_inventory_.store(std::make_shared<const Inventory>(inventory_));
}

}  // namespace deepalive::service
