#include "service/placement/role_switch.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <optional>
#include <utility>
#include <vector>

#include "probes/await_read.h"

namespace deepalive::service {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using probes::IisControl;
using probes::RunState;

constexpr Duration kTerminateTimeout = 10s;  // for what goes on after the answer
constexpr Duration kTransitionPause = 100ms;
constexpr Duration kRetryPause = 500ms;

// Asking again would give the same.
bool is_definite(const Error& error) {
  switch (error.reason) {
    case Reason::service_missing:
    case Reason::service_disabled:
    case Reason::site_missing:
    case Reason::app_pool_missing:
    case Reason::iis_not_installed:
    case Reason::iis_access_denied:
      return true;
    case Reason::start_refused:
      return !probes::may_pass(error);
    default:
      return false;
  }
}

Result<bool> is_now(const Result<RunState>& state, RunState wanted) {
  if (!state) return state.error();
  return *state == wanted;
}

}  // namespace

struct RoleSwitch::Role {
  Role(std::shared_ptr<const RoleSpec> role_spec, const MakeControl& make_control)
      : name(role_spec->name),
        spec(std::move(role_spec)),
        worker(std::in_place,
               Worker::Settings{.what = "starting or stopping " + name,
                                .on_timeout = Reason::iis_timeout},
               make_control) {}

  using Worker = probes::IsolatedWorker<IisControl>;
  const std::string name;
  // The looking thread's:
  std::shared_ptr<const RoleSpec> spec;
  bool removed = false;  // it is not configured any more
  std::optional<Worker> worker;
  std::weak_ptr<Switch> current;  // the newest, as long as it is under way
};

struct RoleSwitch::Switch {
  Switch(RolePtr its_role, asio::io_context& context, TimePoint its_deadline)
      : role(std::move(its_role)), deadline(its_deadline), wake(context) {}

  const RolePtr role;
  const TimePoint deadline;
  asio::steady_timer wake;
  std::shared_ptr<SwitchProgress> progress = std::make_shared<SwitchProgress>();
};

RoleSwitch::RoleSwitch(Parts parts)
    : parts_(std::move(parts)), roles_(std::make_shared<const Roles>()) {
  reconfigure(parts_.spec);
}

// Coroutines that hold on to a role go with the io_context, after this; what its worker posts to is
// that.
RoleSwitch::~RoleSwitch() {
  for (const auto& [name, role] : *roles_.load()) role->worker.reset();
  for (const auto& removed : removed_) {
    if (const RolePtr role = removed.lock()) role->worker.reset();
  }
}

void RoleSwitch::reconfigure(std::shared_ptr<const NodeSpec> spec) {
  spec_ = std::move(spec);
  const auto before = roles_.load();
  Roles next;
  for (const RoleSpec& role : spec_->roles) {
    if (role.placement != Placement::cluster) continue;
    std::shared_ptr<const RoleSpec> role_spec(spec_, &role);
    if (const auto known = before->find(role.name); known != before->end()) {
      known->second->spec = std::move(role_spec);
      next.insert(*known);
    } else {
      next.emplace(role.name, std::make_shared<Role>(std::move(role_spec), parts_.make_control));
    }
  }
  std::erase_if(removed_, [](const auto& role) { return role.expired(); });
  for (const auto& [name, role] : *before) {
    if (next.contains(name)) continue;
    role->removed = true;
    removed_.push_back(role);
    if (const auto current = role->current.lock()) current->wake.cancel();
  }
  roles_.store(std::make_shared<const Roles>(std::move(next)));
}

RoleSwitch::RolePtr RoleSwitch::find(std::string_view role) const {
  const auto roles = roles_.load();
  const auto found = roles->find(role);
  return found == roles->end() ? nullptr : found->second;
}

std::shared_ptr<RoleSwitch::Switch> RoleSwitch::begin(const RolePtr& role, Duration timeout) {
  auto next = std::make_shared<Switch>(role, parts_.looking, parts_.clock().steady + timeout);
  asio::post(parts_.looking, [next] {
    const auto before = std::exchange(next->role->current, next).lock();
    if (before) before->wake.cancel();
  });
  return next;
}

RoleSwitch::Progress RoleSwitch::online(std::string_view name, Duration timeout) {
  const RolePtr role = find(name);
  if (!role) return nullptr;
  const auto current = begin(role, timeout);
  asio::co_spawn(parts_.looking, bring_online(current), asio::detached);
  return current->progress;
}

RoleSwitch::Progress RoleSwitch::offline(std::string_view name, Duration timeout) {
  const RolePtr role = find(name);
  if (!role) return nullptr;
  const auto current = begin(role, timeout);
  asio::co_spawn(parts_.looking, take_offline(current), asio::detached);
  return current->progress;
}

RoleSwitch::Progress RoleSwitch::terminate(std::string_view name) {
  const RolePtr role = find(name);
  if (!role) return nullptr;
  const auto current = begin(role, kTerminateTimeout);
  asio::co_spawn(parts_.looking, take_offline(current), asio::detached);
  const auto answer = std::make_shared<SwitchProgress>();
  answer->done("terminated; its sites are being stopped");
  return answer;
}

void RoleSwitch::claim(std::string_view name, NodePlacement placement) {
  const RolePtr role = find(name);
  if (!role) return;
  asio::post(parts_.looking, [this, role, placement] {
    const auto current = role->current.lock();
    const bool switching = current && !current->progress->seen().finished();
    const auto health = parts_.node.find(role->name);
    if (stopping_ || role->removed || switching || !health || health->memory.placement == placement)
      return;
    parts_.log->warn("role {}: it is {} here, says the cluster's resource; this was missed",
                     role->name, placement == NodePlacement::active ? "online" : "not online");
    asio::co_spawn(parts_.looking, place(role, placement), asio::detached);
  });
}

void RoleSwitch::news(std::string_view name) {
  const RolePtr role = find(name);
  const auto current = role ? role->current.lock() : nullptr;
  if (current) current->wake.cancel();
}

void RoleSwitch::stop() {
  stopping_ = true;
  for (const auto& [name, role] : *roles_.load()) {
    if (const auto current = role->current.lock()) current->wake.cancel();
  }
}

std::optional<Error> RoleSwitch::ended(const Switch& current) const {
  if (stopping_) return Error{Reason::agent_unreachable, 0, "the agent is being stopped"};
  if (current.role->removed) {
    return Error{Reason::transition_timeout, 0, "the role is not configured here any more"};
  }
  if (current.role->current.lock().get() != &current) {
    return Error{Reason::transition_timeout, 0, "a newer request for this role has come"};
  }
  return std::nullopt;
}

void RoleSwitch::tell(Switch& current, std::string text) {
  current.progress->pending(std::move(text));
  parts_.progressed();
}

void RoleSwitch::finish(Switch& current, const std::optional<Error>& error,
                        const std::string& done) {
  const std::string& name = current.role->name;
  if (error) {
    parts_.log->error("role {}: {}", name, error->where);
    current.progress->failed(*error);
  } else {
    parts_.log->info("role {}: {}", name, done);
    current.progress->done(done);
  }
  parts_.progressed();
}

asio::awaitable<void> RoleSwitch::pause(Switch& current, Duration duration) {
  boost::system::error_code woken;
  current.wake.expires_at(std::min(std::chrono::steady_clock::now() + duration, current.deadline));
  co_await current.wake.async_wait(asio::redirect_error(asio::use_awaitable, woken));
}

// Asks for one thing until it is so. Each attempt has the deadline of a reading of IIS.
asio::awaitable<std::optional<Error>> RoleSwitch::settle(Switch& current, std::string what,
                                                         Work work) {
  tell(current, what);
  std::string last = "it takes its time";
  while (true) {
    if (auto over = ended(current)) co_return over;
    if (parts_.clock().steady >= current.deadline) {
      co_return Error{Reason::transition_timeout, 0, what + " did not end in time: " + last};
    }
    const Result<bool> there = co_await read_on(*current.role->worker, spec_->iis.timeout, work);
    // A newer request may have come during the call; this one must not go on to place the role.
    if (there && *there) co_return ended(current);
    if (!there) {
      const Error& error = there.error();
      if (is_definite(error)) {
        co_return Error{error.reason, error.code, what + ": " + error.where};
      }
      last = error.where;
      tell(current, what + ": " + last);
    }
    co_await pause(current, there ? kTransitionPause : kRetryPause);
  }
}

asio::awaitable<std::optional<Error>> RoleSwitch::start_all(Switch& current) {
  const auto own = current.role->spec;  // a reload may replace it meanwhile
  const RoleSpec& spec = *own;
  for (const std::string& name : spec.services) {
    const Work work = [name](IisControl& control) -> Result<bool> {
      const auto state = control.start_service(name);
      if (!state) return state.error();
      return state->phase == probes::ServicePhase::running;
    };
    if (auto error = co_await settle(current, "starting service " + name, work)) co_return error;
  }
  auto pools = std::make_shared<std::vector<std::string>>(spec.app_pools);
  if (pools->empty()) {
    for (const std::string& site : spec.sites) {
      const Work work = [site, pools](IisControl& control) -> Result<bool> {
        auto found = control.app_pools_of(site);
        if (!found) return found.error();
        pools->insert(pools->end(), found->begin(), found->end());
        return true;
      };
      if (auto error = co_await settle(current, "looking for the pools of site " + site, work)) {
        co_return error;
      }
    }
  }
  for (const std::string& name : *pools) {
    const Work work = [name](IisControl& control) {
      return is_now(control.start_app_pool(name), RunState::started);
    };
    if (auto error = co_await settle(current, "starting application pool " + name, work)) {
      co_return error;
    }
  }
  for (const std::string& name : spec.sites) {
    const Work work = [name](IisControl& control) {
      return is_now(control.start_site(name), RunState::started);
    };
    if (auto error = co_await settle(current, "starting site " + name, work)) co_return error;
  }
  co_return std::nullopt;
}

asio::awaitable<std::optional<Error>> RoleSwitch::wait_for_verdict(Switch& current) {
  const std::string& name = current.role->name;
  while (true) {
    if (auto over = ended(current)) co_return over;
    const auto health = parts_.node.find(name);
    if (!health) co_return Error{Reason::internal_error, 0, "the role is not configured any more"};
    const TimePoint now = parts_.clock().steady;
    const Judgement judgement = deepalive::current(*health, now);
    if (judgement.verdict != Verdict::initializing) {
      if (judgement.answers.is_alive) co_return std::nullopt;
      co_return Error{judgement.reason, 0, judgement.detail};
    }
    if (now >= current.deadline) {
      co_return Error{Reason::transition_timeout, 0, "no verdict in time: " + judgement.detail};
    }
    tell(current, "waiting for the first good look: " + judgement.detail);
    co_await pause(current, 1s);
  }
}

asio::awaitable<void> RoleSwitch::bring_online(std::shared_ptr<Switch> current) {
  std::optional<Error> error = co_await start_all(*current);
  if (!error) {
    co_await place(current->role, NodePlacement::active);
    error = co_await wait_for_verdict(*current);
  }
  const auto health = parts_.node.find(current->role->name);
  finish(*current, error,
         health ? "online, " + std::string(to_name(health->judgement.verdict)) : "online");
}

asio::awaitable<void> RoleSwitch::take_offline(std::shared_ptr<Switch> current) {
  // First of all: what is stopped on purpose is no failure.
  co_await place(current->role, NodePlacement::standby);
  std::optional<Error> error;
  const auto spec = current->role->spec;  // a reload may replace it meanwhile
  for (const std::string& name : spec->sites) {
    const Work work = [name](IisControl& control) {
      return is_now(control.stop_site(name), RunState::stopped);
    };
    auto failed = co_await settle(*current, "stopping site " + name, work);
    if (failed && !error) error = std::move(failed);  // the others are to be stopped nevertheless
  }
  finish(*current, error, "offline");
}

// What cannot be written is believed nevertheless: the resource says it again after a restart.
asio::awaitable<void> RoleSwitch::place(RolePtr role, NodePlacement placement) {
  parts_.monitor.place(role->name, placement);
  co_await parts_.saver.save();
}

}  // namespace deepalive::service
