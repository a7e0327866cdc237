#include <chrono>
#include <future>

#include "tests/standins/world/world_actions.h"
#include "tests/windows/standins/com_client.h"
#include "tests/windows/standins/standin_world.h"

namespace deepalive::standins::test {
namespace {

class IisFaults : public StandinWorld {
 protected:
  IisFaults() {
    seed(
        "sites: {Shop: {app_pools: [P]}, Blog: {app_pools: [P]}, News: {app_pools: [P]}}\n"
        "app_pools: {P: {worker_processes: [4]}}\n");
  }

  void fail(FaultTarget target, HRESULT result, std::wstring_view item = {}) {
    Fault fault{};
    fault.target = target;
    fault.hresult = result;
    fault.item.assign(item);
    ASSERT_TRUE(add_fault(*world_, fault));
  }

  Ref<IAppHostElement> site(std::wstring_view name) {
    return item_named(section(manager_.get(), kSites).get(), name);
  }

  IisLibrary library_;
  Ref<IAppHostAdminManager> manager_ = library_.manager();
};

class IisFaultCodes : public IisFaults, public testing::WithParamInterface<unsigned> {};

TEST_P(IisFaultCodes, ComeBackFromSectionsStatesAndMethods) {
  const auto code = static_cast<HRESULT>(GetParam());
  const auto shop = site(L"Shop");
  fail(FaultTarget::sections, code);
  Ref<IAppHostElement> element;
  EXPECT_EQ(get_section(manager_.get(), kSites, element.out()), code);
  EXPECT_FALSE(element);
  EXPECT_EQ(state_of(shop.get()), 1) << "only sections were to fail";
  fail(FaultTarget::state, code);
  EXPECT_EQ(state_of(shop.get()), code);
  fail(FaultTarget::methods, code);
  EXPECT_EQ(execute(shop.get(), L"Stop"), code);
  clear_faults(*world_);
  EXPECT_EQ(state_of(shop.get()), 1);
}

INSTANTIATE_TEST_SUITE_P(OfTheFactSheet, IisFaultCodes,
                         testing::Values(0x80040154, 0x80070005, 0x8007000D, 0x80070002, 0x80070003,
                                         0x80070585, 0x800710D8, 0x80070425, 0x80070426, 0x800700B7,
                                         0x80070020, 0x800706BA, 0x80070021, 0x800703FA, 0x80070008,
                                         0x8007000E, 0x80070035, 0x80070040, 0x8007003A),
                         [](const auto& code) {
                           char name[16];
                           std::snprintf(name, sizeof(name), "Hr%08X", code.param);
                           return std::string(name);
                         });

TEST_F(IisFaults, AClassThatCannotBeCreatedSaysSo) {
  fail(FaultTarget::create, REGDB_E_CLASSNOTREG);
  Ref<IUnknown> object;
  EXPECT_EQ(
      library_.create(kAdminManagerClass, IID_IUnknown, reinterpret_cast<void**>(object.out())),
      REGDB_E_CLASSNOTREG);
}

TEST_F(IisFaults, OneItemFailsAndTheOthersDoNot) {
  fail(FaultTarget::item, E_ACCESSDENIED, L"BLOG");
  EXPECT_EQ(state_of(site(L"Shop").get()), 1);
  EXPECT_EQ(state_of(site(L"Blog").get()), E_ACCESSDENIED);
  EXPECT_EQ(execute(site(L"Blog").get(), L"Stop"), E_ACCESSDENIED);
}

TEST_F(IisFaults, WorkersFailAlone) {
  fail(FaultTarget::workers, E_ACCESSDENIED);
  const auto pools = section(manager_.get(), kPools);
  Ref<IAppHostElement> workers;
  EXPECT_EQ(pools->GetElementByName(Bstr(L"workerProcesses").get(), workers.out()), E_ACCESSDENIED);
  EXPECT_EQ(state_of(item_named(pools.get(), L"P").get()), 1);
}

TEST_F(IisFaults, AnItemThatVanishesIsCountedAndMissingFromTheItems) {
  Fault vanish{};
  vanish.effect = FaultEffect::vanish;
  vanish.target = FaultTarget::item;
  vanish.item.assign(L"Blog");
  ASSERT_TRUE(add_fault(*world_, vanish));
  const auto sites = collection(section(manager_.get(), kSites).get());
  DWORD count = 0;
  ASSERT_EQ(sites->get_Count(&count), S_OK);
  EXPECT_EQ(count, 3U);
  Ref<IAppHostElement> second;
  ASSERT_EQ(sites->get_Item(Variant(1).get(), second.out()), S_OK);
  Variant name;
  ASSERT_EQ(read_property(second.get(), L"name", name.out()), S_OK);
  EXPECT_EQ(name.text(), L"News");
  Ref<IAppHostElement> third;
  EXPECT_EQ(sites->get_Item(Variant(2).get(), third.out()), hresult::kInvalidIndex);
}

TEST_F(IisFaults, ADelayTakesItsTime) {
  Fault delay{};
  delay.effect = FaultEffect::delay;
  delay.target = FaultTarget::sections;
  delay.delay_ms = 60;
  ASSERT_TRUE(add_fault(*world_, delay));
  const auto begin = std::chrono::steady_clock::now();
  section(manager_.get(), kSites);
  EXPECT_GE(std::chrono::steady_clock::now() - begin, std::chrono::milliseconds(55));
}

TEST_F(IisFaults, AHangLastsUntilItIsTakenAway) {
  Fault hang{};
  hang.effect = FaultEffect::hang;
  hang.target = FaultTarget::state;
  ASSERT_TRUE(add_fault(*world_, hang));
  const auto shop = site(L"Shop");
  auto reading = std::async(std::launch::async, [&shop] { return state_of(shop.get()); });
  while (world_->counters().states == 0) SwitchToThread();
  EXPECT_EQ(reading.wait_for(std::chrono::milliseconds(50)), std::future_status::timeout);
  clear_faults(*world_);
  EXPECT_EQ(reading.get(), 1);
}

TEST_F(IisFaults, AFailureLeavesTheTextThatIisWouldLeave) {
  fail(FaultTarget::sections, E_ACCESSDENIED);
  Ref<IAppHostElement> element;
  get_section(manager_.get(), kSites, element.out());
  Ref<IErrorInfo> info;
  ASSERT_EQ(GetErrorInfo(0, info.out()), S_OK);
  Bstr text;
  ASSERT_EQ(info->GetDescription(text.out()), S_OK);
  EXPECT_TRUE(text.text().starts_with(L"Filename: ")) << "no file named";
  EXPECT_NE(text.text().find(L"\r\nError: "), std::wstring::npos);
}

}  // namespace
}  // namespace deepalive::standins::test
