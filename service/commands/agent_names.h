#pragma once

#include <string>
#include <vector>

#include "core/time.h"
#include "service/commands/agent_locator.h"

namespace deepalive::service {

struct AgentNames {
  std::vector<std::string> roles;
  std::vector<std::string> checks;  // "shop/front", as 'probe' takes them
};

// The roles and checks of the running agent, or of its configuration where it does not answer
// within the deadline; none where that cannot be read either. Prints nothing of its own.
AgentNames names_of_agent(const AgentLocator& agent, Duration deadline);

}  // namespace deepalive::service
