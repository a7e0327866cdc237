#include "service/balancers/traffic.h"

#include <algorithm>
#include <array>

#include "core/nearest.h"
#include "core/verdict.h"

namespace deepalive::service {
namespace {

constexpr auto kParameters = std::to_array<std::string_view>({"level", "degraded", "maintenance"});

// False when the parameter has no such value.
bool apply(TrafficQuestion& question, std::string_view name, std::string_view value) {
  if (name == "level") {
    question.level = value == "looksalive" ? Question::looks_alive : Question::is_alive;
    return value == "looksalive" || value == "isalive";
  }
  if (name == "degraded") {
    question.degraded = value == "fail" ? Traffic::none : Traffic::full;
    return value == "fail" || value == "pass";
  }
  question.maintenance = value == "drain" ? Traffic::drained : Traffic::full;
  return value == "drain" || value == "pass";
}

}  // namespace

std::variant<TrafficQuestion, std::string> read_traffic_question(std::string_view query,
                                                                 TrafficQuestion otherwise) {
  TrafficQuestion question = otherwise;
  while (!query.empty()) {
    const std::string_view pair = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(query.size(), pair.size() + 1));
    const auto equals = std::min(pair.find('='), pair.size());
    const std::string_view name = pair.substr(0, equals);
    if (std::ranges::find(kParameters, name) == kParameters.end()) {
      return "No such parameter" + did_you_mean(name, kParameters) +
             " There are level, degraded and maintenance.";
    }
    if (!apply(question, name, pair.substr(std::min(equals + 1, pair.size())))) {
      return "level is isalive or looksalive; degraded is pass or fail; maintenance is pass or "
             "drain.";
    }
  }
  return question;
}

Traffic traffic(const protocol::Answer& answer, const TrafficQuestion& question) {
  if (answer.verdict == to_name(Verdict::standby)) return Traffic::stopped;
  if (answer.verdict == to_name(Verdict::maintenance)) return question.maintenance;
  if (!answer.alive) return Traffic::none;
  if (answer.verdict == to_name(Verdict::degraded)) return question.degraded;
  return Traffic::full;
}

}  // namespace deepalive::service
