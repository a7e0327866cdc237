#pragma once

#include <vector>

#include "core/role_keeper.h"
#include "service/events/event.h"

namespace deepalive::service {

// What a role's change is worth telling: its verdict became healthy, degraded, unhealthy or
// unknown; maintenance began, was prolonged or ended; it was placed. In the order in which they are
// to be read. Verdicts that only say that it begins, is in maintenance or on standby have no event
// of their own. Pure.
std::vector<Event> events_of(const RoleChange& change, Instant now);

}  // namespace deepalive::service
