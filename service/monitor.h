#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/node_health.h"
#include "core/published.h"
#include "core/role_keeper.h"
#include "core/spec.h"
#include "core/time.h"
#include "probes/iis/iis_control.h"
#include "probes/iis/iis_state.h"
#include "probes/isolated_worker.h"
#include "probes/service/service_state.h"
#include "service/inventory.h"
#include "service/lag_meter.h"
#include "service/look_lag.h"
#include "service/new_workers.h"
#include "service/probe_maker.h"
#include "service/turnstile.h"

namespace deepalive::service {

// Makes what reads IIS and services; each is called on the reading thread that will use the reader.
struct Sources {
  std::function<std::shared_ptr<probes::IisReader>()> iis;
  std::function<std::shared_ptr<probes::ServiceReader>()> services;
  std::function<std::shared_ptr<probes::IisControl>()> control;
  ProbeMaker::Iis beside;  // called on threads of the probes
};

// Looks at everything that the node's roles ask for, each check at its own time, and feeds what it
// sees to the rules. The one writer of NodeHealth. Everything but the constructor runs on the
// io_context's one thread.
class Monitor {
 public:
  struct Listeners {
    // A role's verdict has changed.
    std::function<void(const RoleChange& change)> transition;
    // A role's keeper was told this, and that came of it.
    std::function<void(const RoleInput& input, const RoleChange& change, Instant now)> told;
    // A role has something new to remember over a restart, which may wait for so long.
    std::function<void(Duration within)> remember;
    // A role goes on by another specification, and that came of it.
    std::function<void(const RoleChange& change, Instant now)> reconfigured = [](auto&, auto) {};
    // IIS was looked at; null: it could be read.
    std::function<void(const Error* error, Instant now)> looked_at_iis = [](auto*, auto) {};
  };

  Monitor(boost::asio::io_context& context, std::shared_ptr<const NodeSpec> spec, NodeHealth& node,
          Published<Inventory>& inventory, Sources sources, Clock clock, Listeners listeners);
  ~Monitor();

  // What an earlier agent left of each role; a role that is not among them begins anew.
  using Left = std::map<std::string, RoleStart, std::less<>>;

  // Publishes every role's first health and begins to look.
  void start(const Left& left = {});
  // Begins no further look; probes under way end by themselves at their deadlines or with the
  // io_context.
  void stop();

  // What a reload changes, made ready on another thread, so that the looking one reads no file for
  // it: moves what it needs.
  struct Plan {
    struct Role {
      std::shared_ptr<const RoleSpec> spec;
      bool same = false;  // as it was
      // By check. Null: there is no need of a new one.
      std::vector<std::unique_ptr<probes::Probe>> probes{};
    };
    std::shared_ptr<const NodeSpec> spec;
    std::vector<Role> roles;
  };
  // `before` is what the last plan made, or what the monitor began with. One thread at a time,
  // which need not be the io_context's; after start().
  Plan plan(const NodeSpec& before, std::shared_ptr<const NodeSpec> after);

  // From now on this is looked at; readers of NodeHealth see all of it at once. Checks whose probe
  // is the same are not disturbed, a look under way counts; of the others a look under way does not
  // count any more, and the next begins soon. A role that is new begins with what is left of it.
  void reconfigure(Plan plan, const Left& left);

  // The role came online here (again), or went offline: it is judged anew, and looked at at once.
  void place(std::string_view role, NodePlacement placement);

  // False when it is stopping.
  bool set_maintenance(std::string_view role, std::optional<Maintenance> maintenance);

  // How late looks began: each of a check that looks for itself, and each reading of IIS and of the
  // services. Any thread.
  const LookLag& lag() const { return lag_; }

 private:
  struct Role;
  struct Looker;
  struct CheckRef {  // one check of one role, until the next configuration
    Role* role;
    std::size_t index;
    const CheckSpec& spec() const;
  };

  // A check that looks for itself, until it has gone.
  boost::asio::awaitable<void> look(std::shared_ptr<Looker> looker, TimePoint due);
  boost::asio::awaitable<Observation> run(const probes::Probe& probe, TimePoint due);
  boost::asio::awaitable<void> poll_services();
  boost::asio::awaitable<void> poll_iis();
  // Sleeps until a look is due, or told to look earlier. False when the monitor is stopping.
  boost::asio::awaitable<bool> wait_until(boost::asio::steady_timer& timer, TimePoint& due);

  void note_lag(TimePoint due) { lag_.note(clock_().steady - due); }
  Role& add_role(std::shared_ptr<const RoleSpec> spec, const Left& left);
  void add_check(Role& role, std::size_t index, std::unique_ptr<probes::Probe> probe,
                 TimePoint due);
  std::optional<RoleChange> reconfigure(Role& role, Plan::Role& planned, Instant now);
  void remove_role(Role& role);
  void retire(const std::shared_ptr<Looker>& looker);
  // What the shared readings ask for, and whom they serve.
  void share_readings();
  void observe(Role& role, std::size_t index, Observation observation);
  void know_folders(const probes::IisState& reading);
  void tell_of_new_workers(const probes::IisState& reading);
  Role* find(std::string_view role);
  // The one way to a role's keeper.
  RoleChange take(Role& role, RoleInput input, Instant now);
  void refresh_when_due(Role& role);
  void arm_refresh(Role& role);
  // The cadence of a read that several checks share: the shortest fast interval as soon as one is
  // pending.
  TimePoint next_shared_due(const std::vector<CheckRef>& checks, TimePoint last_due);
  // What is asked for, before anything of it has been read.
  void foresee_inventory();
  void forget_inventory(const NodeSpec& before);
  void publish_inventory();
  double random() { return std::uniform_real_distribution<>()(random_); }

  boost::asio::io_context& context_;
  std::shared_ptr<const NodeSpec> spec_;
  NodeHealth& node_;
  Published<Inventory>& published_inventory_;
  const Clock clock_;
  const Listeners listeners_;
  std::mt19937_64 random_{std::random_device{}()};
  LookLag lag_;
  bool stopping_ = false;

  ProbeMaker probe_maker_;  // before the probes, which use what it has
  std::vector<std::shared_ptr<Role>> roles_;
  std::vector<std::weak_ptr<Looker>> leaving_;  // whose last look is under way
  std::uint64_t configuration_ = 0;             // its number; a reload makes it rise
  std::vector<CheckRef> service_checks_;
  std::vector<CheckRef> iis_checks_;
  std::vector<std::string> service_names_;
  probes::IisQuery iis_query_;
  Inventory inventory_;
  NewWorkers new_workers_;
  LagMeter lag_meter_;
  Turnstile turnstile_;
  bool folders_known_ = false;
  bool folders_doubted_ = false;  // the next reading of IIS is to see what has changed in them
  boost::asio::steady_timer services_due_;
  boost::asio::steady_timer iis_due_;
  probes::IsolatedWorker<probes::IisReader> iis_worker_;
  probes::IsolatedWorker<probes::ServiceReader> service_worker_;
};

}  // namespace deepalive::service
