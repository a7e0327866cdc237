#pragma once

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "core/node_health.h"
#include "core/published.h"
#include "core/spec.h"
#include "core/time.h"
#include "service/answers.h"
#include "service/balancers/agent_check_server.h"
#include "service/config_loads.h"
#include "service/events/outages.h"
#include "service/history/history.h"
#include "service/history/recent_results.h"
#include "service/http/http_server.h"
#include "service/http/security/web_policy_watch.h"
#include "service/inventory.h"
#include "service/journal/journal.h"
#include "service/log/log.h"
#include "service/maintenance/maintenance_desk.h"
#include "service/metrics/exposition.h"
#include "service/monitor.h"
#include "service/pipe/pipe_server.h"
#include "service/placement/role_switch.h"
#include "service/reload/reloader.h"
#include "service/state/state_saver.h"
#include "service/watchdog/watchdog.h"

namespace deepalive::service {

// The whole agent: one thread that looks (probes and rules), one that answers the pipes, one that
// serves HTTP, and the isolated threads that read IIS and services. They meet only in NodeHealth
// and other published values, so that no probe can delay an answer and no client can delay a probe.
class Agent {
 public:
  // The log and the events outlive the agent. `file` is where the specification was loaded from,
  // and is followed.
  Agent(NodeSpec spec, Sources sources, Log& log, Events& events, ConfigurationFile file = {});
  ~Agent();

  // Begins looking and answering; returns at once.
  void start();
  // Ends all of it and joins the threads. Bounded: nothing that hangs is waited for. Idempotent.
  void stop();

  // "http", or "https" if agent.web_config says so now.
  const char* scheme() const;

  // Called once for each address that the endpoint listens on, from the endpoint's thread. Set
  // before start().
  std::function<void(const std::string& address)> on_listening = [](auto&) {};

 private:
  void report(const RoleChange& change);
  void tell_clients();
  // What puts a configuration in force, on the looking thread.
  std::function<void()> prepare(const NodeSpec& before, std::shared_ptr<const NodeSpec> after);

  const std::shared_ptr<const NodeSpec> spec_;  // what it began with
  Log& log_;
  Events& events_;
  IisOutage iis_outage_{events_};      // the looking thread's
  PipeOutages pipe_outages_{events_};  // the answering thread's
  const Clock clock_ = system_instant;
  const Instant started_ = clock_();
  ConfigLoads config_loads_{started_.wall};

  NodeHealth node_;
  Published<Inventory> inventory_;
  const std::shared_ptr<History> history_ = std::make_shared<History>();
  RecentResults recent_;
  Journal journal_;
  Responder responder_;

  boost::asio::io_context looking_{1};
  boost::asio::io_context answering_{1};
  boost::asio::io_context serving_{1};
  // Without a listener it would have nothing to do; the watchdog wants it to come round all the
  // same.
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> serving_goes_on_{
      serving_.get_executor()};
  StateSaver saver_;
  Monitor monitor_;
  RoleSwitch switch_;
  MaintenanceDesk maintenance_;
  PipeServer pipes_;
  Reloader reloader_;
  const std::unique_ptr<WebPolicyWatch> web_policy_;  // null without agent.web_config
  MetricsPage metrics_page_;
  HttpServer http_;
  AgentCheckServer agent_check_;
  Watchdog watchdog_;
  std::vector<std::thread> threads_;
};

// How the configured provider reads IIS and services.
Sources make_sources(const NodeSpec& spec);

}  // namespace deepalive::service
