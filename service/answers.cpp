#include "service/answers.h"

#include <utility>

#include "service/status_report.h"

namespace deepalive::service {
namespace {

std::string unknown_role(std::string_view role) {
  return protocol::format_error(
      {"unknown-role", "no role '" + std::string(role) + "' is configured here"});
}

}  // namespace

protocol::Answer answer(const RoleHealth& role, Question question, Instant now) {
  Judgement judgement = current(role, now.steady);
  return {
      .alive = question == Question::is_alive ? judgement.answers.is_alive
                                              : judgement.answers.looks_alive,
      .verdict = std::string(to_name(judgement.verdict)),
      .role = role.spec->name,
      .age_ms = to_milliseconds(now.steady - judgement.evidence.value_or(role.memory.grace_begin)),
      .generation = role.generation,
      .reason = std::string(to_name(judgement.reason)),
      .detail = std::move(judgement.detail),
  };
}

Responder::Responder(const NodeHealth& node, Clock clock, Instant started)
    : node_(node), clock_(std::move(clock)), started_(started) {}

std::string Responder::respond(std::string_view role, Question question) const {
  const auto health = node_.find(role);
  if (!health) return unknown_role(role);
  return protocol::format_answer(answer(*health, question, clock_()));
}

std::string Responder::respond(std::string_view line) const {
  protocol::ProtocolError error;
  const auto request = protocol::parse_request(line, error);
  if (!request) return protocol::format_error(error);
  switch (request->verb) {
    case protocol::Verb::looks_alive:
      return respond(request->role, Question::looks_alive);
    case protocol::Verb::is_alive:
      return respond(request->role, Question::is_alive);
    case protocol::Verb::status: {
      if (request->role.empty()) return status_json(node_, started_, clock_());
      const auto health = node_.find(request->role);
      return health ? status_json(*health, clock_()) : unknown_role(request->role);
    }
    case protocol::Verb::ping:
      break;
  }
  return "DONE pong";
}

}  // namespace deepalive::service
