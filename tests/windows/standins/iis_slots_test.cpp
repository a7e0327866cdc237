#include "tests/windows/standins/com_client.h"
#include "tests/windows/standins/standin_world.h"

// Slot by slot, with numbers from the fact sheet and no declaration of the interfaces: this is
// what keeps the stand-in's own header honest.
namespace deepalive::standins::test {
namespace {

template <typename... Arguments>
HRESULT call(const Ref<IUnknown>& object, unsigned slot, Arguments... arguments) {
  using Function = HRESULT(STDMETHODCALLTYPE*)(void*, Arguments...);
  void** table = *reinterpret_cast<void***>(object.get());
  return reinterpret_cast<Function>(table[slot])(object.get(), arguments...);
}

class IisSlots : public StandinWorld {
 protected:
  IisSlots() {
    seed(
        "sites: {Shop: {id: 7, app_pools: [ShopPool]}}\n"
        "app_pools: {ShopPool: {worker_processes: [4242]}}\n");
  }

  Ref<IUnknown> create(const CLSID& class_id, const wchar_t* iid) {
    IID id;
    EXPECT_EQ(IIDFromString(iid, &id), S_OK);
    Ref<IUnknown> object;
    EXPECT_EQ(library_.create(class_id, id, reinterpret_cast<void**>(object.out())), S_OK);
    return object;
  }

  Ref<IUnknown> manager() {
    CLSID class_id;
    CLSIDFromString(L"{228FB8F7-FB53-4FD5-8C7B-FF59DE606C5B}", &class_id);
    return create(class_id, L"{9BE77978-73ED-4A9A-87FD-13F09FEC1B13}");
  }

  Ref<IUnknown> section(const wchar_t* name) {
    Ref<IUnknown> element;
    EXPECT_EQ(
        call(manager(), 3, Bstr(name).get(), Bstr(L"MACHINE/WEBROOT/APPHOST").get(), element.out()),
        S_OK);
    return element;
  }

  Ref<IUnknown> first_of(const wchar_t* section_name) {
    Ref<IUnknown> items;
    EXPECT_EQ(call(section(section_name), 4, items.out()), S_OK);
    Ref<IUnknown> item;
    EXPECT_EQ(call(items, 4, Variant(0).get(), item.out()), S_OK);
    return item;
  }

  IisLibrary library_;
};

std::wstring name_in_slot_3(const Ref<IUnknown>& object) {
  Bstr name;
  EXPECT_EQ(call(object, 3, name.out()), S_OK);
  return name.text();
}

TEST_F(IisSlots, ASectionHasItsNameInSlot3AndItsCollectionInSlot4) {
  const auto sites = section(kSites);
  EXPECT_EQ(name_in_slot_3(sites), kSites);
  Ref<IUnknown> items;
  ASSERT_EQ(call(sites, 4, items.out()), S_OK);
  DWORD count = 0;
  EXPECT_EQ(call(items, 3, &count), S_OK);
  EXPECT_EQ(count, 1U);
}

TEST_F(IisSlots, AnElementGivesPropertiesIn5ChildrenIn6AndThemByNameIn10And11) {
  const auto site = first_of(kSites);
  Ref<IUnknown> properties;
  ASSERT_EQ(call(site, 5, properties.out()), S_OK);
  Ref<IUnknown> property;
  ASSERT_EQ(call(properties, 4, Variant(L"id").get(), property.out()), S_OK);
  EXPECT_EQ(name_in_slot_3(property), L"id");
  Ref<IUnknown> children;
  ASSERT_EQ(call(site, 6, children.out()), S_OK);
  Ref<IUnknown> child;
  ASSERT_EQ(call(children, 4, Variant(L"bindings").get(), child.out()), S_OK);
  EXPECT_EQ(name_in_slot_3(child), L"bindings");
  Ref<IUnknown> limits;
  ASSERT_EQ(call(site, 10, Bstr(L"limits").get(), limits.out()), S_OK);
  EXPECT_EQ(name_in_slot_3(limits), L"limits");
  Ref<IUnknown> name;
  ASSERT_EQ(call(site, 11, Bstr(L"name").get(), name.out()), S_OK);
  Variant value;
  ASSERT_EQ(call(name, 4, value.out()), S_OK);
  EXPECT_EQ(value.text(), L"Shop");
}

TEST_F(IisSlots, APropertyHasItsTextInSlot7AndItsExceptionInSlot8) {
  const auto site = first_of(kSites);
  Ref<IUnknown> state;
  ASSERT_EQ(call(site, 11, Bstr(L"state").get(), state.out()), S_OK);
  Bstr text;
  ASSERT_EQ(call(state, 7, text.out()), S_OK);
  EXPECT_EQ(text.text(), L"Started");
  Ref<IUnknown> exception;
  EXPECT_EQ(call(state, 8, exception.out()), S_OK);
  EXPECT_FALSE(exception);
}

TEST_F(IisSlots, MethodsAreTheLastSlotOfAnElementAndRunInSlot5OfTheirInstance) {
  const auto pool = first_of(kPools);
  Ref<IUnknown> methods;
  ASSERT_EQ(call(pool, 13, methods.out()), S_OK);
  DWORD count = 0;
  EXPECT_EQ(call(methods, 3, &count), S_OK);
  EXPECT_EQ(count, 3U);
  Ref<IUnknown> stop;
  ASSERT_EQ(call(methods, 4, Variant(1).get(), stop.out()), S_OK);
  EXPECT_EQ(name_in_slot_3(stop), L"Stop");
  Ref<IUnknown> instance;
  ASSERT_EQ(call(stop, 5, instance.out()), S_OK);
  Ref<IUnknown> input;
  EXPECT_EQ(call(instance, 3, input.out()), S_OK);
  EXPECT_FALSE(input);
  EXPECT_EQ(call(instance, 4, input.out()), S_OK);
  EXPECT_FALSE(input);
  ASSERT_EQ(call(instance, 5), S_OK);
  EXPECT_EQ(world_->read([](const WorldState& s) { return s.pools[0].run.state; }),
            RunState::stopped);
}

TEST_F(IisSlots, TheWritingManagerCommitsInSlot7) {
  CLSID class_id;
  CLSIDFromString(L"{2B72133B-3F5B-4602-8952-803546CE3344}", &class_id);
  const auto writing = create(class_id, L"{FA7660F6-7B3F-4237-A8BF-ED0AD0DCBBD9}");
  EXPECT_EQ(call(writing, 7), S_OK);
  Bstr path;
  EXPECT_EQ(call(writing, 8, path.out()), S_OK);
  EXPECT_EQ(path.text(), L"MACHINE/WEBROOT/APPHOST");
}

TEST_F(IisSlots, EachObjectAnswersForItsOwnInterfaceOnly) {
  IID element;
  IIDFromString(L"{64FF8CCC-B287-4DAE-B08A-A72CBF45F453}", &element);
  Ref<IUnknown> same;
  const auto site = first_of(kSites);
  EXPECT_EQ(site->QueryInterface(element, reinterpret_cast<void**>(same.out())), S_OK);
  Ref<IUnknown> other;
  EXPECT_EQ(manager()->QueryInterface(element, reinterpret_cast<void**>(other.out())),
            E_NOINTERFACE);
  // The reading class has no writing interface.
  IID writing;
  IIDFromString(L"{FA7660F6-7B3F-4237-A8BF-ED0AD0DCBBD9}", &writing);
  EXPECT_EQ(manager()->QueryInterface(writing, reinterpret_cast<void**>(other.out())),
            E_NOINTERFACE);
}

}  // namespace
}  // namespace deepalive::standins::test
