#include <gtest/gtest.h>

#include <future>

#include "probes/iis/hresult.h"
#include "probes/isolated_worker.h"
#include "tests/windows/iis/standin_control.h"

namespace deepalive::probes {
namespace {

using standins::FaultEffect;
using standins::FaultTarget;
using World = standins::RunState;
using AdminApiControlFaults = StandinControl;

TEST_F(AdminApiControlFaults, ARefusedStartHasItsReasonItsCodeAndWhatIisSaid) {
  for (const std::uint32_t code : {0x800700B7U, 0x80070020U, 0x80070005U, 0x800710D8U, 0x80070425U,
                                   0x80070426U, 0x800706BAU, 0x80004005U}) {
    set_site(L"Shop", World::stopped);
    fail(FaultTarget::methods, static_cast<HRESULT>(code));
    const auto state = control_->start_site("Shop");
    ASSERT_FALSE(state) << hresult_text(code);
    EXPECT_EQ(state.error().reason,
              code == 0x80070005 ? Reason::iis_access_denied : Reason::start_refused);
    EXPECT_EQ(state.error().code, code);
    EXPECT_TRUE(state.error().where.starts_with("starting site 'Shop': Filename: "))
        << state.error().where;
    EXPECT_NE(state.error().where.find("(" + hresult_text(code)), std::string::npos);
    EXPECT_EQ(may_pass(state.error()), code == 0x800710D8 || code == 0x80070425);
    EXPECT_EQ(live_objects(), 0U);
    standins::clear_faults(*world_);
    EXPECT_EQ(*control_->start_site("Shop"), RunState::started) << hresult_text(code);
  }
}

TEST_F(AdminApiControlFaults, ATakenBindingComesWithItsCure) {
  set_site(L"Shop", World::stopped);
  fail(FaultTarget::methods, static_cast<HRESULT>(kBindingTaken));
  const auto state = control_->start_site("Shop");
  ASSERT_FALSE(state);
  EXPECT_NE(state.error().where.find("another started site has the same binding: stop that site"),
            std::string::npos)
      << state.error().where;
}

TEST_F(AdminApiControlFaults, AStateThatCannotBeReadIsNoReasonNotToTry) {
  set_site(L"Shop", World::stopped);
  fail(FaultTarget::state, static_cast<HRESULT>(kUnknownToWas));
  const auto state = control_->start_site("Shop");
  ASSERT_FALSE(state);
  EXPECT_EQ(state.error().reason, Reason::state_unreadable);
  EXPECT_TRUE(may_pass(state.error()));
  EXPECT_EQ(site(L"Shop"), RunState::started);
}

TEST_F(AdminApiControlFaults, ASiteWithoutHttpBindingIsUnknownToWas) {
  seed("sites: {Files: {id: 1, bindings: [\"ftp/*:21:\"]}}");
  const auto state = control_->start_site("Files");
  ASSERT_FALSE(state);
  EXPECT_EQ(state.error().code, kUnknownToWas);
  EXPECT_NE(state.error().where.find("no http or https binding"), std::string::npos)
      << state.error().where;
}

TEST_F(AdminApiControlFaults, AStopThatIsToldNotActiveTakesTheStatesWord) {
  // Shows Unknown once, then that it is stopped.
  world_->write([](standins::WorldState& world) {
    standins::find_site(world, L"Shop")->run = {World::unknown, World::stopped, 1, 0};
  });
  fail(FaultTarget::methods, static_cast<HRESULT>(kNotActive));
  EXPECT_EQ(*control_->stop_site("Shop"), RunState::stopped);
  set_site(L"Shop", World::started);
  EXPECT_EQ(*control_->stop_site("Shop"), RunState::started) << "and is asked for again";
}

TEST_F(AdminApiControlFaults, AServiceThatWentDownMeanwhileExplainsAFailure) {
  const auto goes_down = [&](ServicePhase phase) {
    set_service("WAS", ServicePhase::running);
    services_->queries = 0;
    services_->before_query = [phase](PretendedServices& services) {
      if (services.queries > 2) services.states.find("WAS")->second = ServiceState{.phase = phase};
    };
  };
  fail(FaultTarget::methods, static_cast<HRESULT>(0x800706BA));
  set_site(L"Shop", World::stopped);
  goes_down(ServicePhase::stopped);
  const auto started = control_->start_site("Shop");
  ASSERT_FALSE(started);
  EXPECT_EQ(started.error().reason, Reason::service_not_running);
  EXPECT_EQ(started.error().code, 0x800706BA);
  EXPECT_EQ(started.error().where, "starting site 'Shop': service WAS is stopped");
  set_site(L"Shop", World::started);
  goes_down(ServicePhase::stopped);
  EXPECT_EQ(*control_->stop_site("Shop"), RunState::stopped);
  goes_down(ServicePhase::stop_pending);
  EXPECT_EQ(*control_->stop_site("Shop"), RunState::unknown);
}

TEST_F(AdminApiControlFaults, IisThatCannotBeReadFailsTheCallWithItsReason) {
  fail(FaultTarget::create, REGDB_E_CLASSNOTREG);
  EXPECT_EQ(control_->start_site("Shop").error().reason, Reason::iis_not_installed);
  EXPECT_EQ(control_->app_pools_of("Shop").error().reason, Reason::iis_not_installed);
  standins::clear_faults(*world_);
  fail(FaultTarget::sections, static_cast<HRESULT>(0x8007000D));
  EXPECT_EQ(control_->stop_site("Shop").error().reason, Reason::iis_config_unreadable);
  EXPECT_EQ(control_->start_app_pool("ShopPool").error().reason, Reason::iis_config_unreadable);
}

TEST_F(AdminApiControlFaults, AListThatShrinksWhileItIsReadLeavesNoSiteMissing) {
  add_fault(FaultTarget::item, FaultEffect::vanish, S_OK, L"Shop");
  const auto state = control_->start_site("Shop");
  ASSERT_FALSE(state);
  EXPECT_EQ(state.error().reason, Reason::state_unreadable);
}

TEST_F(AdminApiControlFaults, AMethodThatHangsHoldsNobodyElseUp) {
  using Worker = IsolatedWorker<IisControl>;
  Worker worker({"controlling IIS", Reason::iis_timeout},
                [this] { return std::shared_ptr<IisControl>(make_control()); });
  const auto start = [&](Duration timeout) {
    const auto answer = std::make_shared<std::promise<Result<RunState>>>();
    EXPECT_TRUE(worker.request(
        timeout, [](IisControl& control) { return control.start_site("Shop"); },
        [answer](Result<RunState> result) { answer->set_value(std::move(result)); }));
    return answer->get_future().get();
  };
  set_site(L"Shop", World::stopped);
  add_fault(FaultTarget::methods, FaultEffect::hang);
  // Again, in case that a busy machine had not even begun at the deadline.
  while (worker.stats().hung == 0) {
    const auto hung = start(std::chrono::milliseconds(200));
    ASSERT_FALSE(hung);
    EXPECT_EQ(hung.error().reason, Reason::iis_timeout);
  }
  standins::clear_faults(*world_);
  while (worker.stats().hung > 0) SwitchToThread();
  const auto state = start(std::chrono::minutes(1));
  ASSERT_TRUE(state);
  EXPECT_EQ(*state, RunState::started);
}

}  // namespace
}  // namespace deepalive::probes
