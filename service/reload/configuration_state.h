#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/time.h"
#include "service/placement/switch_progress.h"

namespace deepalive::service {

// Which configuration is in force, and why a newer one is not. Immutable once published.
struct ConfigurationState {
  // Since the file is as it is now, it has been refused.
  struct Refusal {
    WallTime time{};  // the first time
    std::size_t errors = 0;
    std::vector<std::string> problems{};  // a line each, the first kMaxShownProblems
  };

  std::string file{};                  // UTF-8; empty: the agent was started without one
  WallTime loaded{};                   // what is in force
  std::vector<std::string> changes{};  // that the last load made; the first kMaxShownChanges
  // Keys whose new values take effect when the agent is started anew.
  std::vector<std::string> waiting{};
  std::optional<Refusal> refused{};
};

inline constexpr std::size_t kMaxShownProblems = 20;
inline constexpr std::size_t kMaxShownChanges = 100;

// What clients may do with the configuration, and see of it. Any thread.
struct ConfigurationDesk {
  // Has it loaded again now. Never null.
  std::function<std::shared_ptr<const SwitchProgress>()> reload{};
  // Empty, or null: nothing is known.
  std::function<std::shared_ptr<const ConfigurationState>()> state{};
};

}  // namespace deepalive::service
