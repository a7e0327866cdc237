#include "service/answers.h"

#include <utility>
#include <vector>

#include "core/nearest.h"
#include "service/conversations.h"
#include "service/status_report.h"

namespace deepalive::service {
namespace {

using namespace std::chrono_literals;

constexpr Duration kOnlineTimeout = std::chrono::seconds(protocol::kOnlineSeconds);
constexpr Duration kOfflineTimeout = 60s;

}  // namespace

std::string unknown_role_line(const NodeHealth& node, std::string_view role) {
  std::vector<std::string_view> names;
  const auto roles = node.all();
  for (const auto& one : roles) names.emplace_back(one->spec->name);
  return protocol::format_error(
      {"unknown-role",
       "no role '" + std::string(role) + "' is configured here" + did_you_mean(role, names)});
}

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

Responder::Responder(const NodeHealth& node, const History& history, Clock clock, Instant started,
                     Placing placing, ConfigurationDesk configuration)
    : node_(node),
      history_(history),
      clock_(std::move(clock)),
      started_(started),
      placing_(std::move(placing)),
      configuration_(std::move(configuration)) {}

std::string Responder::respond(std::string_view role, Question question) const {
  const auto health = node_.find(role);
  if (!health) return unknown_role_line(node_, role);
  return protocol::format_answer(answer(*health, question, clock_()));
}

Reply Responder::change_placement(const protocol::Request& request) const {
  Placing::Progress progress;
  const auto within = [&request](Duration otherwise) -> Duration {
    return request.seconds ? std::chrono::seconds(*request.seconds) : otherwise;
  };
  switch (request.verb) {
    case protocol::Verb::online:
      progress = placing_.online(request.role, within(kOnlineTimeout));
      break;
    case protocol::Verb::offline:
      progress = placing_.offline(request.role, within(kOfflineTimeout));
      break;
    case protocol::Verb::maintenance:
      progress = placing_.maintenance(
          request.role,
          request.seconds ? std::optional<Duration>(std::chrono::seconds(*request.seconds))
                          : std::nullopt,
          request.reason);
      break;
    default:
      progress = placing_.terminate(request.role);
      break;
  }
  if (progress) return follow(std::move(progress));
  return protocol::format_error(
      {"not-clustered",
       "role '" + request.role + "' has 'placement: always': no cluster moves it"});
}

std::string Responder::incident(const std::string& name) const {
  const auto text = history_.incident(name);
  return text ? *text
              : protocol::format_error({"unknown-incident", "no incident '" + name +
                                                                "' is kept here; HISTORY names "
                                                                "those that are"});
}

Reply Responder::respond(std::string_view line) const {
  protocol::ProtocolError error;
  const auto request = protocol::parse_request(line, error);
  if (!request) return protocol::format_error(error);
  if (request->verb == protocol::Verb::ping) return std::string("DONE pong");
  if (request->verb == protocol::Verb::status && request->role.empty()) {
    const auto configuration = configuration_.state ? configuration_.state() : nullptr;
    return status_json(node_, started_, clock_(), configuration.get());
  }
  if (request->verb == protocol::Verb::reload) {
    if (configuration_.reload) return follow(configuration_.reload());
    return protocol::format_error({"internal-error", "nothing here can load a configuration"});
  }
  if (request->verb == protocol::Verb::incident) return incident(request->role);
  if (request->verb == protocol::Verb::history && request->role.empty()) {
    return history_json(history_.find({}));
  }
  const auto health = node_.find(request->role);
  if (!health) return unknown_role_line(node_, request->role);
  if (request->claim != protocol::Claim::none) {
    const auto claimed =
        request->claim == protocol::Claim::standby ? NodePlacement::standby : NodePlacement::active;
    if (claimed != health->memory.placement) placing_.claim(request->role, claimed);
  }
  switch (request->verb) {
    case protocol::Verb::looks_alive:
      return respond(request->role, Question::looks_alive);
    case protocol::Verb::is_alive:
      return respond(request->role, Question::is_alive);
    case protocol::Verb::watch:
      return watch(node_, request->role, clock_);
    case protocol::Verb::status:
      return status_json(*health, clock_());
    case protocol::Verb::history:
      return history_json(history_.find({.role = request->role}));
    default:
      return change_placement(*request);
  }
}

}  // namespace deepalive::service
