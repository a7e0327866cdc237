#include "service/http/health.h"

#include <string>
#include <variant>

#include "core/protocol.h"
#include "service/answers.h"
#include "service/balancers/traffic.h"
#include "service/http/replies.h"

namespace deepalive::service {

HttpReply health(const RouteSources& sources, std::string_view role, std::string_view query) {
  const auto question = read_traffic_question(query, {});
  if (const auto* problem = std::get_if<std::string>(&question)) {
    return {.status = 400, .body = *problem + "\n"};
  }
  const auto found = sources.node.find(role);
  if (!found) return unknown_role(sources.node, role);
  const auto& asked = std::get<TrafficQuestion>(question);
  const protocol::Answer reply = answer(*found, asked.level, sources.clock());
  // There is no half an answer here: what is degraded gets its requests.
  const Traffic given = traffic(reply, asked);
  const bool pass = given == Traffic::full || given == Traffic::reduced;
  return {.status = pass ? 200u : 503u, .body = protocol::format_answer(reply) + "\n"};
}

HttpReply ready(const RouteSources& sources) {
  const Instant now = sources.clock();
  for (const auto& role : sources.node.all()) {
    const Judgement judgement = current(*role, now.steady);
    if (judgement.verdict == Verdict::initializing) {
      return {.status = 503, .body = "role " + role->spec->name + ": " + judgement.detail + "\n"};
    }
  }
  return {.body = "ready\n"};
}

}  // namespace deepalive::service
