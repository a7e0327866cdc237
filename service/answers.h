#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/node_health.h"
#include "core/protocol.h"
#include "core/time.h"
#include "service/conversation.h"
#include "service/history/history.h"
#include "service/placement/switch_progress.h"
#include "service/reload/configuration_state.h"

namespace deepalive::service {

// The cluster's two questions.
enum class Question : std::uint8_t { looks_alive, is_alive };

// A role's answer as of now. Never blocks; costs a copy of a few strings while the published
// verdict is valid.
protocol::Answer answer(const RoleHealth& role, Question question, Instant now);

// The ERROR line for a role that is not configured.
std::string unknown_role_line(const NodeHealth& node, std::string_view role);

// What can be done with a role over the control pipe; RoleSwitch and MaintenanceDesk do it.
struct Placing {
  using Progress = std::shared_ptr<const SwitchProgress>;
  // Null: no cluster places this role.
  std::function<Progress(const std::string& role, Duration timeout)> online;
  std::function<Progress(const std::string& role, Duration timeout)> offline;
  std::function<Progress(const std::string& role)> terminate;
  std::function<void(const std::string& role, NodePlacement placement)> claim;
  // None: it ends now. Never null.
  std::function<Progress(const std::string& role, std::optional<Duration> duration,
                         const std::string& reason)>
      maintenance;
};

// What a control line is answered with, from memory only. Any thread, as long as the node's health
// and history outlive it.
class Responder {
 public:
  Responder(const NodeHealth& node, const History& history, Clock clock, Instant started,
            Placing placing, ConfigurationDesk configuration = {});

  // One request line without its end. Never throws for bad input.
  Reply respond(std::string_view line) const;

  // For the read-only answer pipes; a role that is gone gives an ERROR line.
  std::string respond(std::string_view role, Question question) const;

 private:
  Reply change_placement(const protocol::Request& request) const;
  std::string incident(const std::string& name) const;

  const NodeHealth& node_;
  const History& history_;
  Clock clock_;
  Instant started_;
  Placing placing_;
  ConfigurationDesk configuration_;
};

}  // namespace deepalive::service
