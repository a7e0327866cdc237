#include <gtest/gtest.h>

#include "probes/iis/observe.h"
#include "tests/unit/probes/iis/readings.h"

namespace deepalive::probes {
namespace {

Observation observe(IisState state, std::string name = "Shop") {
  return observe_site(Result<IisState>(std::move(state)), SiteTarget{std::move(name)}, kNow);
}

IisState with_site(Result<RunState> state, bool auto_start = true) {
  IisState reading = empty_reading();
  add_site(reading, {.name = "Shop", .id = 1, .auto_start = auto_start, .state = std::move(state)});
  return reading;
}

TEST(ObserveSite, AStartedSitePassesWithTheTimeOfTheReading) {
  const Observation seen = observe(with_site(RunState::started));
  EXPECT_EQ(seen.outcome, Outcome::pass);
  EXPECT_EQ(seen.reason, Reason::ok);
  EXPECT_EQ(seen.detail, "site 'Shop' is started");
  EXPECT_EQ(seen.time.steady, kReadingTime.steady);
  EXPECT_EQ(seen.duration, kReadingDuration);
}

TEST(ObserveSite, EveryOtherStateFailsWithTheStateInWords) {
  const std::pair<RunState, std::string> table[] = {
      {RunState::stopped, "site 'Shop' is stopped although it is set to start by itself"},
      {RunState::stopping, "site 'Shop' is stopping"},
      {RunState::starting, "site 'Shop' is starting"}};
  for (const auto& [state, detail] : table) {
    const Observation seen = observe(with_site(state));
    EXPECT_EQ(seen.outcome, Outcome::fail);
    EXPECT_EQ(seen.reason, Reason::site_not_started);
    EXPECT_EQ(seen.detail, detail);
  }
}

TEST(ObserveSite, AStopOnPurposeIsStillAFailAndSaysSo) {
  const Observation seen = observe(with_site(RunState::stopped, false));
  EXPECT_EQ(seen.outcome, Outcome::fail);
  EXPECT_EQ(seen.detail, "site 'Shop' is stopped, on purpose: it is set not to start by itself");
}

TEST(ObserveSite, UnknownIsNotDown) {
  const Observation seen = observe(with_site(RunState::unknown));
  EXPECT_EQ(seen.outcome, Outcome::indeterminate);
  EXPECT_EQ(seen.reason, Reason::state_unreadable);
}

TEST(ObserveSite, AStateThatCannotBeReadIsNotDown) {
  const Observation seen = observe(with_site(unreadable()));
  EXPECT_EQ(seen.outcome, Outcome::indeterminate);
  EXPECT_EQ(seen.reason, Reason::state_unreadable);
  EXPECT_EQ(seen.detail, "the state of site 'Shop' cannot be read: state (0x800710D8)");
}

TEST(ObserveSite, AStoppedServiceIsTheReasonOfEverythingThatIsNotStarted) {
  IisState reading = with_site(RunState::stopped);
  reading.stopped_service = "service WAS is stopped";
  const Observation seen = observe(std::move(reading));
  EXPECT_EQ(seen.outcome, Outcome::fail);
  EXPECT_EQ(seen.reason, Reason::service_not_running);
  EXPECT_EQ(seen.detail, "site 'Shop' is not started: service WAS is stopped");
}

TEST(ObserveSite, AMissingSiteFailsAndNamesTheOneThatWasMeant) {
  IisState reading = empty_reading();
  reading.site_names["Shopp"] = {.index = std::nullopt, .nearest = "Shop"};
  reading.site_names["Else"] = {.index = std::nullopt};
  Observation seen = observe(reading, "Shopp");
  EXPECT_EQ(seen.outcome, Outcome::fail);
  EXPECT_EQ(seen.reason, Reason::site_missing);
  EXPECT_EQ(seen.detail, "site 'Shopp' does not exist; did you mean 'Shop'?");
  EXPECT_EQ(observe(reading, "Else").detail, "site 'Else' does not exist");
}

TEST(ObserveSite, ASiteThatMayHaveBeenOverlookedIsNotMissing) {
  IisState reading = empty_reading();
  reading.site_names["Shop"] = {.index = std::nullopt, .doubt = unreadable()};
  const Observation seen = observe(std::move(reading));
  EXPECT_EQ(seen.outcome, Outcome::indeterminate);
  EXPECT_EQ(seen.reason, Reason::state_unreadable);
}

TEST(ObserveSite, ASiteThatWasNotAskedForIsNotObserved) {
  const Observation seen = observe(empty_reading());
  EXPECT_EQ(seen.outcome, Outcome::indeterminate);
  EXPECT_EQ(seen.reason, Reason::not_observed);
}

TEST(ObserveSite, AFailedReadingIsIndeterminateWithItsReasonAndTheCallersTime) {
  const Result<IisState> failed(Error{Reason::iis_access_denied, 0x80070005, "section sites"});
  const Observation seen =
      observe_site(failed, SiteTarget{"Shop"}, kNow, std::chrono::milliseconds(7));
  EXPECT_EQ(seen.outcome, Outcome::indeterminate);
  EXPECT_EQ(seen.reason, Reason::iis_access_denied);
  EXPECT_EQ(seen.detail, "section sites");
  EXPECT_EQ(seen.time.steady, kNow.steady);
  EXPECT_EQ(seen.duration, std::chrono::milliseconds(7));
}

}  // namespace
}  // namespace deepalive::probes
