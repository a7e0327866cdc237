#include "service/balancers/agent_check.h"

#include <algorithm>
#include <memory>
#include <utility>
#include <variant>

#include "service/answers.h"
#include "service/balancers/traffic.h"

namespace deepalive::service {
namespace {

constexpr std::size_t kMostTold = 32;         // whoever asks for more is not HAProxy
constexpr std::size_t kMaxDescription = 120;  // it stands in a small field of HAProxy's page

// HAProxy ends the line at control characters, and its page is not for other alphabets.
std::string clean(std::string_view text) {
  std::string out;
  for (const char c : text.substr(0, kMaxDescription)) out += c < ' ' || c > '~' ? '?' : c;
  return out;
}

AgentCheckAnswer not_understood(std::string_view word, std::string problem) {
  return {.line = std::string(word) + "\n", .problem = clean(problem)};
}

std::string_view words_for(Traffic traffic) {
  switch (traffic) {
    case Traffic::full:
      return "up 100%";
    case Traffic::reduced:
      return "up 50%";
    case Traffic::drained:
      return "up 0%";
    case Traffic::stopped:
      return "stopped";
    case Traffic::none:
      return "down";
  }
  return "";
}

}  // namespace

AgentCheckAnswer agent_check(const NodeHealth& node, std::string_view asked, Instant now) {
  const auto mark = std::min(asked.find('?'), asked.size());
  const std::string_view name = asked.substr(0, mark);
  const std::string_view query = asked.substr(std::min(mark + 1, asked.size()));
  std::shared_ptr<const RoleHealth> role;
  if (name.empty()) {
    auto roles = node.all();
    if (roles.size() != 1) {
      return not_understood("role-not-named",
                            "no role was named: give each server agent-send \"<role>\\n\"");
    }
    role = std::move(roles.front());
  } else {
    role = node.find(name);
    if (!role) return not_understood("role-unknown", "no role '" + std::string(name) + "' here");
  }
  const auto question = read_traffic_question(query, {.maintenance = Traffic::drained});
  if (const auto* problem = std::get_if<std::string>(&question)) {
    return not_understood("parameter-unknown", "'" + std::string(asked) + "': " + *problem);
  }
  const auto& understood = std::get<TrafficQuestion>(question);
  const protocol::Answer said = answer(*role, understood.level, now);
  const Traffic given = traffic(said, understood);
  std::string line(words_for(given));
  if (given != Traffic::full) line += " #" + clean(said.verdict + ": " + said.detail);
  return {.line = line + "\n", .problem = {}};
}

AgentCheck::AgentCheck(const NodeHealth& node, Clock clock, Tell tell)
    : node_(node), clock_(std::move(clock)), tell_(std::move(tell)) {}

std::string AgentCheck::operator()(std::string_view asked) {
  AgentCheckAnswer answer = agent_check(node_, asked, clock_());
  if (!answer.problem.empty() && told_.size() < kMostTold && told_.insert(answer.problem).second) {
    tell_(answer.problem);
  }
  return std::move(answer.line);
}

}  // namespace deepalive::service
