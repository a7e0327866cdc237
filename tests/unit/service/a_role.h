#pragma once

#include <memory>
#include <utility>

#include "core/role_keeper.h"

namespace deepalive::testing {

// One role with one HTTP check, fed by hand.
class ARole {
 public:
  explicit ARole(NodeHealth& node, std::string name = "shop")
      : keeper_(spec(std::move(name)), node, now) {}

  // One second later.
  const RoleHealth& take(RoleInput input) {
    now.steady += std::chrono::seconds(1);
    now.wall += std::chrono::seconds(1);
    keeper_.take(std::move(input), now);
    return keeper_.health();
  }
  const RoleHealth& is_slow() {
    for (int i = 0; i < 3; ++i) {
      take(Observed{0,
                    {.outcome = Outcome::pass,
                     .degraded = true,
                     .reason = Reason::slow,
                     .detail = "took 2 s",
                     .time = now}});
    }
    return keeper_.health();
  }
  const RoleHealth& is_worked_on() {
    return take(MaintenanceSet{
        Maintenance{now.steady + std::chrono::hours(1), now.wall + std::chrono::hours(1), "disk"}});
  }
  const RoleHealth& stands_by() { return take(Placed{NodePlacement::standby}); }

  const RoleHealth& observe(Outcome outcome, Reason reason, std::string detail = "") {
    now.steady += std::chrono::seconds(1);
    now.wall += std::chrono::seconds(1);
    keeper_.take(Observed{0,
                          {.outcome = outcome,
                           .reason = reason,
                           .detail = std::move(detail),
                           .duration = std::chrono::milliseconds(12),
                           .time = now,
                           .http = HttpEvidence{.phases = {}, .status = 500}}},
                 now);
    return keeper_.health();
  }
  const RoleHealth& passes() { return observe(Outcome::pass, Reason::ok); }
  const RoleHealth& fails() {
    return observe(Outcome::fail, Reason::status_unexpected, "status 500 \"<oops>\"");
  }
  const RoleHealth& goes_down() {
    fails();
    fails();
    return fails();
  }

  Instant now{TimePoint(std::chrono::hours(1)), WallTime(std::chrono::seconds(1'700'000'000))};

 private:
  static std::shared_ptr<const RoleSpec> spec(std::string name) {
    RoleSpec role;
    role.name = std::move(name);
    role.checks = {
        {.name = "front", .cadence = {}, .thresholds = {}, .level = 4, .target = HttpTarget{}}};
    return std::make_shared<const RoleSpec>(std::move(role));
  }

  RoleKeeper keeper_;
};

}  // namespace deepalive::testing
