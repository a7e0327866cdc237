#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "core/protocol.h"
#include "service/answers.h"

namespace deepalive::service {

// What a role can be given by a load balancer.
enum class Traffic : std::uint8_t {
  full,
  reduced,  // degraded: less than the others, by those that can say so
  drained,  // in maintenance: nothing new, until it ends
  stopped,  // on standby: nothing, and nothing is wrong
  none,     // dead
};

// What a load balancer may say beside the role. One rule for /health/<role> and HAProxy's
// agent-check, so that they cannot differ in what they call healthy.
struct TrafficQuestion {
  Question level = Question::is_alive;  // looks_alive: a suspicion is enough
  Traffic degraded = Traffic::reduced;  // or full, or none
  Traffic maintenance = Traffic::full;  // or drained
};

// Reads "level=looksalive&degraded=fail&maintenance=drain", each optional, over what is asked
// otherwise. Else says what is wrong: a misspelled parameter would be a check that nobody made.
std::variant<TrafficQuestion, std::string> read_traffic_question(std::string_view query,
                                                                 TrafficQuestion otherwise);

// The answer is one to the question's level.
Traffic traffic(const protocol::Answer& answer, const TrafficQuestion& question);

}  // namespace deepalive::service
