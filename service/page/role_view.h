#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "core/node_health.h"

namespace deepalive::service {

// How urgent a role is for who looks at the page, the worst first.
enum class Standing : std::uint8_t {
  unhealthy,
  unknown,
  degraded,
  not_ready,  // on standby, and could not start here
  suspect,    // nothing is down yet, but LooksAlive is false
  initializing,
  maintenance,
  healthy,
  standby,
};
inline constexpr std::size_t kStandings = 9;

// Whether somebody should look at the role.
inline bool is_trouble(Standing standing) { return standing <= Standing::suspect; }

// How a standing is shown: "bad", "warn", "info", "idle" or "good", which decides the colour, and a
// sign of another form.
std::string_view tone_of(Standing standing);
std::string_view icon_of(Standing standing);
// Beside a number of roles: "unhealthy", "on standby and not ready", ….
std::string_view words_of(Standing standing);

// One role as it is judged now.
struct RoleView {
  std::shared_ptr<const RoleHealth> role;
  Judgement judgement;
  Standing standing;
};

RoleView view_of(std::shared_ptr<const RoleHealth> role, TimePoint now);

// All roles, the worst first, then by name.
std::vector<RoleView> views_of(const NodeHealth& node, TimePoint now);

}  // namespace deepalive::service
