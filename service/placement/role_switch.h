#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/node_health.h"
#include "core/published.h"
#include "core/spec.h"
#include "core/time.h"
#include "probes/iis/iis_control.h"
#include "probes/isolated_worker.h"
#include "service/log/log.h"
#include "service/monitor.h"
#include "service/placement/switch_progress.h"
#include "service/state/state_saver.h"

namespace deepalive::service {

// Brings roles online and offline on this node, as the sample script of Microsoft's article does
// (W3SVC, pool, site; at the end the site only), and remembers where they are.
//
// online(), offline(), terminate() and claim() may be called from any thread and return at once;
// everything else happens on the looking thread, with each call into IIS on a thread of the role's
// own that may hang. The newest of a role's switches wins; an older one that is under way fails.
class RoleSwitch {
 public:
  using MakeControl = std::function<std::shared_ptr<probes::IisControl>()>;
  struct Parts {
    boost::asio::io_context& looking;
    std::shared_ptr<const NodeSpec> spec;  // to begin with
    NodeHealth& node;
    Monitor& monitor;
    StateSaver& saver;
    MakeControl make_control;  // called on a role's own thread
    Clock clock;
    Log& log;
    std::function<void()> progressed;  // some switch has a new text; looking thread
  };

  explicit RoleSwitch(Parts parts);
  ~RoleSwitch();

  using Progress = std::shared_ptr<const SwitchProgress>;
  // Null: no such role, or one that no cluster places.
  Progress online(std::string_view role, Duration timeout);
  Progress offline(std::string_view role, Duration timeout);
  // Done at once, and its sites are stopped as soon as they let themselves be.
  Progress terminate(std::string_view role);

  // Somebody who knows says where the role is: this was missed, and nothing is to be started or
  // stopped.
  void claim(std::string_view role, NodePlacement placement);

  // The looking thread: a role's verdict has changed.
  void news(std::string_view role);
  // The looking thread: these roles are there from now on. What is under way for one that is not
  // among them any more fails.
  void reconfigure(std::shared_ptr<const NodeSpec> spec);
  void stop();

 private:
  struct Role;
  struct Switch;
  using Work = std::function<Result<bool>(probes::IisControl&)>;

  using RolePtr = std::shared_ptr<Role>;
  using Roles = std::map<std::string, RolePtr, std::less<>>;

  RolePtr find(std::string_view role) const;
  std::shared_ptr<Switch> begin(const RolePtr& role, Duration timeout);
  boost::asio::awaitable<void> bring_online(std::shared_ptr<Switch> current);
  boost::asio::awaitable<void> take_offline(std::shared_ptr<Switch> current);
  boost::asio::awaitable<std::optional<Error>> start_all(Switch& current);
  boost::asio::awaitable<std::optional<Error>> wait_for_verdict(Switch& current);
  boost::asio::awaitable<std::optional<Error>> settle(Switch& current, std::string what, Work work);
  boost::asio::awaitable<void> pause(Switch& current, Duration duration);
  boost::asio::awaitable<void> place(RolePtr role, NodePlacement placement);
  std::optional<Error> ended(const Switch& current) const;
  void tell(Switch& current, std::string text);
  void finish(Switch& current, const std::optional<Error>& error, const std::string& done);

  const Parts parts_;
  std::shared_ptr<const NodeSpec> spec_;  // the looking thread's
  bool stopping_ = false;
  Published<Roles> roles_;
  std::vector<std::weak_ptr<Role>> removed_;  // for which something may be under way
};

}  // namespace deepalive::service
