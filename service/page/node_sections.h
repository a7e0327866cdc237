#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>

#include "service/history/history.h"
#include "service/look_lag.h"
#include "service/page/role_view.h"
#include "service/pipe/request_counters.h"
#include "service/reload/configuration_state.h"

namespace deepalive::service {

// What the page says about the agent itself. All of it can be read beside its writers.
struct AgentFacts {
  std::string host;  // the node's name
  Instant started;
  const RequestCounters& pipe_requests;
  const LookLag& look_lag;
  std::function<std::uint64_t()> journal_dropped;
  // Empty: nothing is said about it.
  std::function<std::shared_ptr<const ConfigurationState>()> configuration{};
};

// How many roles stand how: the page's headline, and a number for each standing.
void add_summary(std::string& out, std::span<const RoleView> views);

// The newest transitions first, with links to incidents.
void add_history(std::string& out, const History& history, const std::string& role);

// Whether the agent itself is well.
void add_agent(std::string& out, const AgentFacts& facts, std::span<const RoleView> views);

// "1 of 3 roles is unhealthy", of the worst that there is.
std::string headline(std::span<const RoleView> views);

}  // namespace deepalive::service
