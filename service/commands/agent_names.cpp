#include "service/commands/agent_names.h"

#include <boost/json.hpp>

#include "core/spec.h"
#include "service/commands/answer_text.h"

namespace deepalive::service {
namespace {

AgentNames names_in_report(const std::string& report) {
  AgentNames names;
  const auto parsed = boost::json::parse(report);
  for (const auto& value : parsed.as_object().at("roles").as_array()) {
    const auto& role = value.as_object();
    names.roles.push_back(text_of(role, "role"));
    for (const auto& check : role.at("checks").as_array()) {
      names.checks.push_back(names.roles.back() + "/" + text_of(check.as_object(), "check"));
    }
  }
  return names;
}

AgentNames names_in(const NodeSpec& node) {
  AgentNames names;
  for (const RoleSpec& role : node.roles) {
    names.roles.push_back(role.name);
    for (const CheckSpec& check : role.checks) names.checks.push_back(role.name + "/" + check.name);
  }
  return names;
}

}  // namespace

AgentNames names_of_agent(const AgentLocator& agent, Duration deadline) {
  if (const auto address = agent.locate()) {
    const auto reply = pipe_ask(*address, "STATUS", deadline);
    if (reply && reply->starts_with('{')) return names_in_report(*reply);
  }
  const auto node = agent.configuration();
  return node ? names_in(*node) : AgentNames{};
}

}  // namespace deepalive::service
