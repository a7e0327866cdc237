#include "service/http/health.h"

#include "core/protocol.h"
#include "service/answers.h"
#include "service/http/query.h"
#include "service/http/replies.h"

namespace deepalive::service {

HttpReply health(const RouteSources& sources, std::string_view role, std::string_view query) {
  const auto level = parameter(query, "level");
  const auto degraded = parameter(query, "degraded");
  if ((!level.empty() && level != "isalive" && level != "looksalive") ||
      (!degraded.empty() && degraded != "pass" && degraded != "fail")) {
    return {.status = 400, .body = "level is isalive or looksalive; degraded is pass or fail.\n"};
  }
  const auto found = sources.node.find(role);
  if (!found) return unknown_role(sources.node, role);
  const auto question = level == "looksalive" ? Question::looks_alive : Question::is_alive;
  const protocol::Answer reply = answer(*found, question, sources.clock());
  // A load balancer asks whether requests are answered here; on standby nothing is wrong, and they
  // are not.
  const bool pass = reply.alive && reply.verdict != to_name(Verdict::standby) &&
                    !(degraded == "fail" && reply.verdict == to_name(Verdict::degraded));
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
