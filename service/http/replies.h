#pragma once

#include <string>
#include <string_view>

#include "core/node_health.h"
#include "core/protocol.h"
#include "service/http/exchange.h"

namespace deepalive::service {

inline HttpReply not_found(std::string text) {
  return {.status = 404, .body = std::move(text) + "\n"};
}

inline HttpReply unknown_role(const NodeHealth& node, std::string_view role) {
  std::string text =
      "No role '" + std::string(role.substr(0, protocol::kMaxName)) + "' here; roles are:";
  for (const auto& health : node.all()) text += " " + health->spec->name;
  return not_found(std::move(text));
}

}  // namespace deepalive::service
