#include "service/events/role_events.h"

#include <gtest/gtest.h>

#include <string>

#include "service/history/incident.h"
#include "service/history/transition.h"

namespace deepalive::service {
namespace {

using namespace std::chrono_literals;

// A role with one check that fails at its second fail, told one thing after the other.
class RoleEvents : public ::testing::Test {
 protected:
  RoleEvents() : keeper_(spec(), node_, now_) {}

  // The texts of what came of it, one a line.
  std::string tell(RoleInput input, Duration later = 1s) {
    now_.steady += later;
    now_.wall += std::chrono::duration_cast<WallTime::duration>(later);
    const RoleChange change = keeper_.take(std::move(input), now_);
    std::string texts;
    for (const Event& event : events_of(change, now_)) {
      EXPECT_EQ(event.time.steady, now_.steady);
      texts += std::to_string(static_cast<int>(event.id)) + " " + to_text(event) + "\n";
    }
    return texts;
  }
  std::string look(Outcome outcome, Reason reason, const std::string& detail = "") {
    return tell(Observed{0,
                         {.outcome = outcome,
                          .reason = reason,
                          .detail = detail,
                          .duration = 1ms,
                          .time = {now_.steady + 1s, now_.wall + 1s}}});
  }
  std::string passes() { return look(Outcome::pass, Reason::ok); }
  std::string goes_down() {
    const std::string first = look(Outcome::fail, Reason::status_unexpected, "status 500");
    return first + look(Outcome::fail, Reason::status_unexpected, "status 500");
  }
  MaintenanceSet maintenance(Duration length, const std::string& reason) const {
    return {Maintenance{
        .until = now_.steady + length,
        .until_wall = now_.wall + std::chrono::duration_cast<WallTime::duration>(length),
        .reason = reason}};
  }

 private:
  static std::shared_ptr<const RoleSpec> spec() {
    RoleSpec role;
    role.name = "shop";
    role.checks = {{.name = "front",
                    .cadence = {},
                    .thresholds = {.fall = 2, .rise = 1},
                    .level = 4,
                    .target = HttpTarget{}}};
    return std::make_shared<const RoleSpec>(std::move(role));
  }

  NodeHealth node_;
  Instant now_{TimePoint(1h), WallTime(std::chrono::seconds(1'700'000'000))};
  RoleKeeper keeper_;
};

TEST_F(RoleEvents, AVerdictThatChangesIsOneAndOneThatStaysIsNone) {
  EXPECT_EQ(passes(), "200 Role shop is healthy; it was initializing.\n");
  EXPECT_EQ(passes(), "");
  EXPECT_EQ(goes_down(),
            "202 Role shop is unhealthy; it was healthy. front: status 500. Reason "
            "status_unexpected, check front. IsAlive is answered dead. Evidence: incident "
            "20231114T221324000-shop.\n");
  EXPECT_EQ(look(Outcome::fail, Reason::connect_refused, "refused"), "")
      << "only the reason is new";
  EXPECT_EQ(passes(), "200 Role shop is healthy; it was unhealthy.\n");
}

TEST_F(RoleEvents, ARoleThatNothingCanTellAboutIsUnknown) {
  passes();
  const std::string texts = tell(Refreshed{}, 1h);
  EXPECT_EQ(texts.substr(0, 53), "203 Nothing can tell about role shop; it was healthy.");
}

TEST_F(RoleEvents, MaintenanceIsToldWhenItBeginsIsProlongedAndEnds) {
  passes();
  EXPECT_EQ(tell(maintenance(10min, "new disks")),
            "204 Role shop is in maintenance until 2023-11-14T22:23:21.000Z: new disks. It is "
            "answered alive, whatever is found.\n");
  EXPECT_EQ(goes_down(), "") << "pinned";
  EXPECT_EQ(tell(maintenance(20min, "new disks")).substr(0, 47),
            "204 Role shop is in maintenance until 2023-11-1");
  EXPECT_EQ(tell(MaintenanceSet{}).substr(0, 66),
            "205 Maintenance of role shop has ended: it was ended on request.\n2");
}

TEST_F(RoleEvents, MaintenanceWhoseTimeIsOverSaysSo) {
  passes();
  tell(maintenance(10min, "new disks"));
  EXPECT_EQ(tell(MaintenanceSet{}, 1h).substr(0, 60),
            "205 Maintenance of role shop has ended: its time is over.\n20");
}

TEST_F(RoleEvents, APlacementIsToldAndItsVerdictIsNot) {
  passes();
  EXPECT_EQ(tell(Placed{NodePlacement::standby}),
            "206 Role shop is on standby on this node; it was active.\n");
  EXPECT_EQ(tell(Placed{NodePlacement::standby}), "");
  EXPECT_EQ(tell(Placed{NodePlacement::active}),
            "206 Role shop is active on this node; it was on standby.\n");
}

}  // namespace
}  // namespace deepalive::service
