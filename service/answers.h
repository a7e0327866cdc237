#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/node_health.h"
#include "core/protocol.h"
#include "core/time.h"

namespace deepalive::service {

// The cluster's two questions.
enum class Question : std::uint8_t { looks_alive, is_alive };

// A role's answer as of now. Never blocks; costs a copy of a few strings while the published
// verdict is valid.
protocol::Answer answer(const RoleHealth& role, Question question, Instant now);

// What a control line is answered with, from memory only. Any thread, as long as the node's health
// outlives it.
class Responder {
 public:
  Responder(const NodeHealth& node, Clock clock, Instant started);

  // One request line without its end; gives one line without its end. Never throws for bad input.
  std::string respond(std::string_view line) const;

  // For the read-only answer pipes; a role that is gone gives an ERROR line.
  std::string respond(std::string_view role, Question question) const;

 private:
  const NodeHealth& node_;
  Clock clock_;
  Instant started_;
};

}  // namespace deepalive::service
