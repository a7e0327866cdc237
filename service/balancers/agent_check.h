#pragma once

#include <functional>
#include <set>
#include <string>
#include <string_view>

#include "core/node_health.h"
#include "core/time.h"

namespace deepalive::service {

struct AgentCheckAnswer {
  std::string line;     // with its end
  std::string problem;  // for the log; empty when the question was understood
};

// What HAProxy's agent-check is told. asked is its agent-send string without the end of the line:
// what stands behind /health/ in an address ("shop", "shop?degraded=pass"); empty asks for the only
// role. Maintenance drains unless it says maintenance=pass.
//
// Says "up", "down" or "stopped" and a weight, never "ready", "drain" or "maint": those would undo
// what an administrator of HAProxy has set by hand. A weight of 0% drains as well. A question that
// was not understood gets a word that HAProxy shows and that changes nothing.
AgentCheckAnswer agent_check(const NodeHealth& node, std::string_view asked, Instant now);

// The same for a server, which asks every second or two: each problem is told once. Not
// thread-safe; the node outlives it.
class AgentCheck {
 public:
  using Tell = std::function<void(const std::string& problem)>;

  AgentCheck(const NodeHealth& node, Clock clock, Tell tell);

  std::string operator()(std::string_view asked);

 private:
  const NodeHealth& node_;
  Clock clock_;
  Tell tell_;
  std::set<std::string> told_;
};

}  // namespace deepalive::service
