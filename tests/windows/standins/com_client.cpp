#include "tests/windows/standins/com_client.h"

#include <gtest/gtest.h>

#include "tests/windows/standins/standin_world.h"

namespace deepalive::standins::test {
namespace {

template <typename Function>
Function function_of(HMODULE library, const char* name) {
  return reinterpret_cast<Function>(reinterpret_cast<void*>(GetProcAddress(library, name)));
}

}  // namespace

IisLibrary::IisLibrary() : library_(LoadLibraryW(standin_file(L"standin_iis.dll").c_str())) {
  EXPECT_NE(library_, nullptr) << "error " << GetLastError();
}

HRESULT IisLibrary::create(const CLSID& class_id, REFIID iid, void** object) const {
  using Get = HRESULT(WINAPI*)(REFCLSID, REFIID, void**);
  Ref<IClassFactory> factory;
  const HRESULT got = function_of<Get>(library_, "DllGetClassObject")(
      class_id, IID_IClassFactory, reinterpret_cast<void**>(factory.out()));
  return FAILED(got) ? got : factory->CreateInstance(nullptr, iid, object);
}

Ref<IAppHostAdminManager> IisLibrary::manager() const {
  Ref<IAppHostAdminManager> manager;
  EXPECT_EQ(create(kAdminManagerClass, IAppHostAdminManager::kId,
                   reinterpret_cast<void**>(manager.out())),
            S_OK);
  return manager;
}

Ref<IDispatch> IisLibrary::script_manager() const {
  Ref<IDispatch> manager;
  EXPECT_EQ(create(kAdminManagerClass, IID_IDispatch, reinterpret_cast<void**>(manager.out())),
            S_OK);
  return manager;
}

std::uint32_t IisLibrary::live_objects() const {
  return function_of<std::uint32_t (*)()>(library_, "StandinLiveObjects")();
}

HRESULT get_section(IAppHostAdminManager* manager, std::wstring_view name,
                    IAppHostElement** element) {
  return manager->GetAdminSection(Bstr(name).get(), Bstr(L"MACHINE/WEBROOT/APPHOST").get(),
                                  element);
}

Ref<IAppHostElement> section(IAppHostAdminManager* manager, std::wstring_view name) {
  Ref<IAppHostElement> element;
  EXPECT_EQ(get_section(manager, name, element.out()), S_OK);
  return element;
}

Ref<IAppHostElementCollection> collection(IAppHostElement* element) {
  Ref<IAppHostElementCollection> items;
  EXPECT_EQ(element->get_Collection(items.out()), S_OK);
  return items;
}

Ref<IAppHostElement> item_named(IAppHostElement* section, std::wstring_view name) {
  const auto items = collection(section);
  DWORD count = 0;
  items->get_Count(&count);
  for (DWORD i = 0; i < count; ++i) {
    Ref<IAppHostElement> item;
    if (FAILED(items->get_Item(Variant(static_cast<int>(i)).get(), item.out()))) continue;
    Variant found;
    read_property(item.get(), L"name", found.out());
    if (found.type() == VT_BSTR && found.text() == name) return item;
  }
  ADD_FAILURE() << "no such item";
  return {};
}

HRESULT read_property(IAppHostElement* element, std::wstring_view name, VARIANT* value) {
  Ref<IAppHostProperty> property;
  const HRESULT got = element->GetPropertyByName(Bstr(name).get(), property.out());
  return FAILED(got) ? got : property->get_Value(value);
}

std::int32_t state_of(IAppHostElement* element) {
  Variant value;
  const HRESULT read = read_property(element, L"state", value.out());
  return FAILED(read) ? read : value.number();
}

HRESULT execute(IAppHostElement* element, std::wstring_view name) {
  Ref<IAppHostMethodCollection> methods;
  HRESULT done = element->get_Methods(methods.out());
  if (FAILED(done) || !methods) return FAILED(done) ? done : E_NOINTERFACE;
  Ref<IAppHostMethod> method;
  done = methods->get_Item(Variant(name).get(), method.out());
  if (FAILED(done)) return done;
  Ref<IAppHostMethodInstance> instance;
  done = method->CreateInstance(instance.out());
  return FAILED(done) ? done : instance->Execute();
}

}  // namespace deepalive::standins::test
