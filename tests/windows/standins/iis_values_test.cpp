#include <algorithm>
#include <chrono>

#include "tests/standins/world/world_actions.h"
#include "tests/windows/standins/com_client.h"
#include "tests/windows/standins/standin_world.h"

namespace deepalive::standins::test {
namespace {

constexpr char kTwoSites[] = R"(
sites:
  Shop: {id: 7, app_pools: [ShopPool, ApiPool], bindings: ["http/*:80:shop.example.com", "https/*:443:"], auto_start: false}
  Files: {id: 8, app_pools: [ShopPool], bindings: ["ftp/*:21:"]}
  "Müller & Söhne 店": {id: 9, app_pools: [ShopPool]}
app_pools:
  ShopPool: {worker_processes: [4242, 4246]}
  ApiPool: {start_mode: AlwaysRunning, worker_processes: [5000]}
  Idle: {}
)";

class IisValues : public StandinWorld {
 protected:
  IisValues() { seed(kTwoSites); }

  Ref<IAppHostElement> site(std::wstring_view name) {
    return item_named(section(manager_.get(), kSites).get(), name);
  }
  Ref<IAppHostElement> pool(std::wstring_view name) {
    return item_named(section(manager_.get(), kPools).get(), name);
  }

  IisLibrary library_;
  Ref<IAppHostAdminManager> manager_ = library_.manager();
};

VARTYPE type_of(const Ref<IAppHostElement>& element, const wchar_t* property) {
  Variant value;
  EXPECT_EQ(read_property(element.get(), property, value.out()), S_OK);
  return value.type();
}

TEST_F(IisValues, EveryPropertyHasTheVariantTypeOfItsSchema) {
  const auto shop = site(L"Shop");
  EXPECT_EQ(type_of(shop, L"name"), VT_BSTR);
  EXPECT_EQ(type_of(shop, L"id"), VT_UI4);
  EXPECT_EQ(type_of(shop, L"serverAutoStart"), VT_BOOL);
  EXPECT_EQ(type_of(shop, L"state"), VT_I4);
  const auto api = pool(L"ApiPool");
  EXPECT_EQ(type_of(api, L"startMode"), VT_I4);
  EXPECT_EQ(type_of(api, L"queueLength"), VT_UI4);
  EXPECT_EQ(type_of(api, L"autoStart"), VT_BOOL);
  Ref<IAppHostElement> limits;
  ASSERT_EQ(shop->GetElementByName(Bstr(L"limits").get(), limits.out()), S_OK);
  EXPECT_EQ(type_of(limits, L"connectionTimeout"), VT_UI8);
}

TEST_F(IisValues, AnElementWithoutCollectionOrChildrenOrMethodsAnswersSuccessAndNothing) {
  const auto idle = pool(L"Idle");
  Ref<IAppHostElementCollection> items;
  EXPECT_EQ(idle->get_Collection(items.out()), S_OK);
  EXPECT_FALSE(items);
  Ref<IAppHostElement> limits;
  ASSERT_EQ(site(L"Shop")->GetElementByName(Bstr(L"limits").get(), limits.out()), S_OK);
  Ref<IAppHostChildElementCollection> children;
  EXPECT_EQ(limits->get_ChildElements(children.out()), S_OK);
  EXPECT_FALSE(children);
  Ref<IAppHostMethodCollection> methods;
  EXPECT_EQ(limits->get_Methods(methods.out()), S_OK);
  EXPECT_FALSE(methods);
}

TEST_F(IisValues, ApplicationsNameTheirPools) {
  const auto applications = collection(site(L"Shop").get());
  DWORD count = 0;
  EXPECT_EQ(applications->get_Count(&count), S_OK);
  ASSERT_EQ(count, 2U);
  Ref<IAppHostElement> second;
  ASSERT_EQ(applications->get_Item(Variant(1).get(), second.out()), S_OK);
  Variant pool_name;
  ASSERT_EQ(read_property(second.get(), L"applicationPool", pool_name.out()), S_OK);
  EXPECT_EQ(pool_name.text(), L"ApiPool");
  const auto directories = collection(second.get());
  Ref<IAppHostElement> directory;
  ASSERT_EQ(directories->get_Item(Variant(0).get(), directory.out()), S_OK);
  EXPECT_EQ(type_of(directory, L"physicalPath"), VT_BSTR);
}

TEST_F(IisValues, UnknownNamesAndIndexesAreInvalidIndexes) {
  const auto shop = site(L"Shop");
  Ref<IAppHostProperty> property;
  EXPECT_EQ(shop->GetPropertyByName(Bstr(L"colour").get(), property.out()), hresult::kInvalidIndex);
  Ref<IAppHostElement> element;
  EXPECT_EQ(shop->GetElementByName(Bstr(L"colour").get(), element.out()), hresult::kInvalidIndex);
  EXPECT_EQ(execute(shop.get(), L"GetState"), hresult::kInvalidIndex);
  const auto sites = collection(section(manager_.get(), kSites).get());
  EXPECT_EQ(sites->get_Item(Variant(3).get(), element.out()), hresult::kInvalidIndex);
  EXPECT_EQ(shop->GetPropertyByName(Bstr(L"STATE").get(), property.out()), S_OK);
}

TEST_F(IisValues, AnElementCollectionTakesNoName) {
  Ref<IAppHostElement> element;
  const auto sites = collection(section(manager_.get(), kSites).get());
  EXPECT_TRUE(FAILED(sites->get_Item(Variant(L"Shop").get(), element.out())));
}

TEST_F(IisValues, WorkersOfTheSectionAreThoseOfAllPools) {
  Ref<IAppHostElement> all;
  ASSERT_EQ(
      section(manager_.get(), kPools)->GetElementByName(Bstr(L"workerProcesses").get(), all.out()),
      S_OK);
  const auto workers = collection(all.get());
  DWORD count = 0;
  EXPECT_EQ(workers->get_Count(&count), S_OK);
  ASSERT_EQ(count, 3U);
  Ref<IAppHostElement> last;
  ASSERT_EQ(workers->get_Item(Variant(2).get(), last.out()), S_OK);
  EXPECT_EQ(type_of(last, L"processId"), VT_UI4);
  Variant pool_name;
  ASSERT_EQ(read_property(last.get(), L"appPoolName", pool_name.out()), S_OK);
  EXPECT_EQ(pool_name.text(), L"ApiPool");
}

TEST_F(IisValues, AStartedPoolMayHaveNoWorker) {
  const auto idle = pool(L"Idle");
  EXPECT_EQ(state_of(idle.get()), 1);
  Ref<IAppHostElement> workers;
  ASSERT_EQ(idle->GetElementByName(Bstr(L"workerProcesses").get(), workers.out()), S_OK);
  DWORD count = 1;
  EXPECT_EQ(collection(workers.get())->get_Count(&count), S_OK);
  EXPECT_EQ(count, 0U);
}

TEST_F(IisValues, AHeldPropertyReadsTheStateAnewEachTime) {
  const auto shop = site(L"Shop");
  EXPECT_EQ(state_of(shop.get()), 1);
  EXPECT_EQ(execute(shop.get(), L"Stop"), S_OK);
  EXPECT_EQ(state_of(shop.get()), 3);
  EXPECT_EQ(execute(shop.get(), L"Start"), S_OK);
  EXPECT_EQ(state_of(shop.get()), 1);
}

TEST_F(IisValues, AStopShowsStoppingForTheReadsThatWereSetAndRefusesControlsMeanwhile) {
  world_->write([](WorldState& state) { state.sites[0].run.slow_reads = 2; });
  const auto shop = site(L"Shop");
  EXPECT_EQ(execute(shop.get(), L"Stop"), S_OK);
  EXPECT_EQ(execute(shop.get(), L"Start"), hresult::kCannotAcceptControl);
  EXPECT_EQ(state_of(shop.get()), 2);
  EXPECT_EQ(state_of(shop.get()), 2);
  EXPECT_EQ(state_of(shop.get()), 3);
}

TEST_F(IisValues, APoolThatIsStoppedTakesNoStopAndNoRecycle) {
  const auto api = pool(L"ApiPool");
  EXPECT_EQ(execute(api.get(), L"Recycle"), S_OK);
  EXPECT_EQ(execute(api.get(), L"Stop"), S_OK);
  EXPECT_EQ(state_of(api.get()), 3);
  EXPECT_EQ(execute(api.get(), L"Stop"), hresult::kNotActive);
  EXPECT_EQ(execute(api.get(), L"Recycle"), hresult::kNotActive);
}

TEST_F(IisValues, ASiteWithFtpBindingsOnlyHasNoStateOfItsOwn) {
  const auto files = site(L"Files");
  EXPECT_EQ(state_of(files.get()), hresult::kObjectNotFound);
  EXPECT_EQ(execute(files.get(), L"Start"), hresult::kObjectNotFound);
  Ref<IAppHostElement> ftp;
  ASSERT_EQ(files->GetElementByName(Bstr(L"ftpServer").get(), ftp.out()), S_OK);
  EXPECT_EQ(state_of(ftp.get()), 1);
}

TEST_F(IisValues, WithAServiceStoppedTheConfigurationIsReadableAndTheStateIsNot) {
  service_changed(*world_, Service::was, false, 0);
  const auto shop = site(L"Shop");
  EXPECT_EQ(state_of(shop.get()), hresult::kNotActive);
  EXPECT_EQ(execute(shop.get(), L"Start"), hresult::kNotActive);
  world_->write([](WorldState& state) {
    state.stopped_hresult = HRESULT_FROM_WIN32(RPC_S_SERVER_UNAVAILABLE);
  });
  EXPECT_EQ(state_of(shop.get()), HRESULT_FROM_WIN32(RPC_S_SERVER_UNAVAILABLE));
}

TEST_F(IisValues, AServiceThatComesBackStartsWhatStartsByItself) {
  service_changed(*world_, Service::w3svc, false, 0);
  service_changed(*world_, Service::w3svc, true, 0);
  EXPECT_EQ(state_of(site(L"Shop").get()), 3);
  EXPECT_EQ(state_of(site(L"Müller & Söhne 店").get()), 1);
}

TEST_F(IisValues, WithoutExtensionsThereAreNoStatesAndNoMethods) {
  Variant yes;
  V_VT(yes.out()) = VT_BOOL;
  V_BOOL(yes.out()) = VARIANT_TRUE;
  ASSERT_EQ(manager_->SetMetadata(Bstr(L"disableExtensions").get(), yes.get()), S_OK);
  const auto shop = site(L"Shop");
  EXPECT_EQ(state_of(shop.get()), hresult::kInvalidIndex);
  Ref<IAppHostMethodCollection> methods;
  EXPECT_EQ(shop->get_Methods(methods.out()), S_OK);
  EXPECT_FALSE(methods);
}

TEST_F(IisValues, UnknownSectionsAndPathsAreNotFound) {
  Ref<IAppHostElement> element;
  EXPECT_EQ(get_section(manager_.get(), L"system.applicationHost/cheese", element.out()),
            HRESULT_FROM_WIN32(ERROR_FILE_NOT_FOUND));
  EXPECT_EQ(
      manager_->GetAdminSection(Bstr(kSites).get(), Bstr(L"MACHINE/NOWHERE").get(), element.out()),
      HRESULT_FROM_WIN32(ERROR_PATH_NOT_FOUND));
}

TEST_F(IisValues, NothingIsLeftAfterACycleOverFiveThousandSites) {
  WorldSeed many;
  add_many_sites(many, 5000);
  plant(*world_, many);
  const auto begin = std::chrono::steady_clock::now();
  {
    const auto sites = collection(section(manager_.get(), kSites).get());
    DWORD count = 0;
    ASSERT_EQ(sites->get_Count(&count), S_OK);
    ASSERT_EQ(count, 5000U);
    for (DWORD i = 0; i < count; ++i) {
      Ref<IAppHostElement> item;
      ASSERT_EQ(sites->get_Item(Variant(static_cast<int>(i)).get(), item.out()), S_OK);
      ASSERT_EQ(state_of(item.get()), 1);
    }
  }
  const auto took = std::chrono::steady_clock::now() - begin;
  RecordProperty("milliseconds", static_cast<int>(took / std::chrono::milliseconds(1)));
  EXPECT_EQ(library_.live_objects(), 1U) << "only the manager is held";
  manager_ = {};
  EXPECT_EQ(library_.live_objects(), 0U);
  EXPECT_EQ(world_->counters().sections, 1U);
  EXPECT_EQ(world_->counters().states, 5000U);
}

}  // namespace
}  // namespace deepalive::standins::test
