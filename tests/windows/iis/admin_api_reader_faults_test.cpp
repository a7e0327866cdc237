#include <gtest/gtest.h>

#include <future>

#include "probes/iis/hresult.h"
#include "probes/iis/windows/admin_api_reader.h"
#include "probes/isolated_worker.h"
#include "probes/service/windows/scm_service_reader.h"
#include "tests/standins/world/world_actions.h"
#include "tests/windows/iis/standin_iis.h"

namespace deepalive::probes {
namespace {

using standins::FaultEffect;
using standins::FaultTarget;
using AdminApiReaderFaults = StandinIis;

constexpr std::uint32_t kCodes[] = {0x80070005, 0x8007000D, 0x80070002, 0x80070003, 0x80070585,
                                    0x800710D8, 0x80070425, 0x80070426, 0x800706BA, 0x80070021,
                                    0x800703FA, 0x80070008, 0x8007000E, 0x80070035, 0x80070040,
                                    0x8007003A, 0x80004005};

TEST_F(AdminApiReaderFaults, AFailingSectionFailsTheReadingWithItsReason) {
  for (const std::uint32_t code : kCodes) {
    fail(FaultTarget::sections, static_cast<HRESULT>(code));
    const auto state = read_shop();
    ASSERT_FALSE(state) << hresult_text(code);
    EXPECT_EQ(state.error().reason, reason_of_hresult(code)) << hresult_text(code);
    EXPECT_EQ(state.error().code, code);
    EXPECT_NE(state.error().where.find("section system.applicationHost/sites: Filename: "),
              std::string::npos)
        << state.error().where;
    EXPECT_EQ(state.error().where.find('\n'), std::string::npos);
    EXPECT_EQ(live_objects(), 0U);
    standins::clear_faults(*world_);
    EXPECT_TRUE(read_shop());
  }
}

TEST_F(AdminApiReaderFaults, AFailingStateStaysWithItsItem) {
  for (const std::uint32_t code : kCodes) {
    fail(FaultTarget::item, static_cast<HRESULT>(code), L"Blog");
    const auto state = read({.sites = {"Blog", "Shop"}, .app_pools = {"BlogPool"}});
    ASSERT_TRUE(state) << hresult_text(code);
    ASSERT_EQ(state->sites.size(), 2U);
    ASSERT_FALSE(state->sites[0].state) << hresult_text(code);
    EXPECT_EQ(state->sites[0].state.error().code, code);
    EXPECT_EQ(state->sites[0].id, 3U);
    EXPECT_EQ(*state->sites[1].state, RunState::started);
    EXPECT_EQ(*state->app_pools[0].state, RunState::started);
    standins::clear_faults(*world_);
  }
}

TEST_F(AdminApiReaderFaults, AFailingStateAsksForTheServicesOnceMore) {
  const int before = services_->queries;
  ASSERT_TRUE(read_shop());
  EXPECT_EQ(services_->queries - before, 2);
  fail(FaultTarget::state, E_FAIL);
  ASSERT_TRUE(read_shop());
  EXPECT_EQ(services_->queries - before, 6);
}

TEST_F(AdminApiReaderFaults, AMissingClassMeansThatIisIsNotInstalled) {
  fail(FaultTarget::create, REGDB_E_CLASSNOTREG);
  const auto state = read_shop();
  ASSERT_FALSE(state);
  EXPECT_EQ(state.error().reason, Reason::iis_not_installed);
  standins::clear_faults(*world_);
  EXPECT_TRUE(read_shop());
}

TEST_F(AdminApiReaderFaults, AnFtpSiteCannotBeReadAndTheOthersCan) {
  seed("sites: {Files: {id: 1, bindings: [\"ftp/*:21:\"]}, Shop: {id: 7}}");
  const auto state = read({.sites = {"Files", "Shop"}, .app_pools = {}});
  ASSERT_TRUE(state);
  ASSERT_FALSE(state->sites[0].state);
  EXPECT_EQ(state->sites[0].state.error().code, 0x800710D8);
  EXPECT_EQ(*state->sites[1].state, RunState::started);
}

TEST_F(AdminApiReaderFaults, WorkersThatCannotBeReadLeaveTheStatesAlone) {
  fail(FaultTarget::workers, E_ACCESSDENIED);
  const auto state = read_shop();
  ASSERT_TRUE(state);
  EXPECT_EQ(*state->app_pools[0].state, RunState::started);
  EXPECT_FALSE(state->app_pools[0].workers);
  EXPECT_TRUE(state->remark.starts_with("worker processes: workerProcesses")) << state->remark;
}

TEST_F(AdminApiReaderFaults, AListThatShrinksWhileItIsReadLeavesNoSiteMissing) {
  ASSERT_TRUE(read({.sites = {"Blog"}, .app_pools = {}}));
  add_fault(FaultTarget::item, FaultEffect::vanish, S_OK, L"Shop");
  const auto state = read({.sites = {"Shop", "Blog", "Ghost"}, .app_pools = {}});
  ASSERT_TRUE(state);
  EXPECT_TRUE(state->site_names.at("Blog").index);
  for (const char* name : {"Shop", "Ghost"}) {
    const Found& found = state->site_names.at(name);
    EXPECT_FALSE(found.index) << name;
    ASSERT_TRUE(found.doubt) << name;
    EXPECT_EQ(found.doubt->reason, Reason::state_unreadable);
  }
}

TEST_F(AdminApiReaderFaults, ACallThatHangsHoldsNobodyElseUp) {
  using Worker = IsolatedWorker<IisReader>;
  Worker worker({"reading IIS", Reason::iis_timeout}, [this] {
    return std::shared_ptr<IisReader>(make_admin_api_reader(make_scm_service_reader(), clock()));
  });
  const auto ask = [&](Duration timeout) {
    const auto answer = std::make_shared<std::promise<Result<IisState>>>();
    EXPECT_TRUE(worker.request(
        timeout,
        [](IisReader& reader) { return reader.read({.sites = {"Shop"}, .app_pools = {}}); },
        [answer](Result<IisState> result) { answer->set_value(std::move(result)); }));
    return answer->get_future().get();
  };
  add_fault(FaultTarget::sections, FaultEffect::hang);
  // Again, in case that a busy machine had not even begun to read at the deadline.
  while (worker.stats().hung == 0) {
    const auto hung = ask(std::chrono::milliseconds(200));
    ASSERT_FALSE(hung);
    EXPECT_EQ(hung.error().reason, Reason::iis_timeout);
  }
  standins::clear_faults(*world_);
  while (worker.stats().hung > 0) SwitchToThread();
  const auto state = ask(std::chrono::minutes(1));
  EXPECT_TRUE(state);
}

}  // namespace
}  // namespace deepalive::probes
