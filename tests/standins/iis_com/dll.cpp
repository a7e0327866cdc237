#include <windows.h>

#include <string>

#include "tests/standins/iis_com/com_objects.h"
#include "tests/standins/iis_com/gate.h"
#include "tests/standins/world/text.h"

using namespace deepalive::standins;

namespace {

HMODULE own_module = nullptr;

constexpr CLSID kWmiClass = {
    0x5D2E5C60, 0x3B1B, 0x4C8E, {0x9C, 0x0E, 0x0B, 0x5A, 0x77, 0x1D, 0x53, 0x11}};

struct ComClass {
  const CLSID& id;
  const wchar_t* program_id;
  const wchar_t* clsid_text;
};

constexpr ComClass kClasses[] = {
    {kAdminManagerClass, L"Microsoft.ApplicationHost.AdminManager",
     L"{228FB8F7-FB53-4FD5-8C7B-FF59DE606C5B}"},
    {kWritableAdminManagerClass, L"Microsoft.ApplicationHost.WritableAdminManager",
     L"{2B72133B-3F5B-4602-8952-803546CE3344}"},
    {kWmiClass, L"DeepAliveStandin.Wmi", L"{5D2E5C60-3B1B-4C8E-9C0E-0B5A771D5311}"},
};

// Lives as long as the module, and so counts no references.
class Factory final : public IClassFactory {
 public:
  using Make = IUnknown* (*)(const std::shared_ptr<World>& world);
  explicit Factory(Make make) : make_(make) {}

  HRESULT STDMETHODCALLTYPE QueryInterface(REFIID iid, void** object) override {
    if (object == nullptr) return E_POINTER;
    const bool known = IsEqualIID(iid, IID_IUnknown) || IsEqualIID(iid, IID_IClassFactory);
    *object = known ? this : nullptr;
    return known ? S_OK : E_NOINTERFACE;
  }
  ULONG STDMETHODCALLTYPE AddRef() override { return 2; }
  ULONG STDMETHODCALLTYPE Release() override { return 1; }

  HRESULT STDMETHODCALLTYPE CreateInstance(IUnknown* outer, REFIID iid, void** object) override {
    if (object == nullptr) return E_POINTER;
    *object = nullptr;
    if (outer != nullptr) return CLASS_E_NOAGGREGATION;
    try {
      const auto world = World::current();
      ++world->counters().creates;
      const HRESULT held = pass_gate(*world, Gate::create);
      if (FAILED(held)) return explain(held, IID_IClassFactory, {});
      IUnknown* made = make_(world);
      const HRESULT answered = made->QueryInterface(iid, object);
      made->Release();
      return answered;
    } catch (const WorldError& error) {
      return explain(HRESULT_FROM_WIN32(ERROR_FILE_NOT_FOUND), IID_IClassFactory,
                     widen(error.what()));
    }
  }

  HRESULT STDMETHODCALLTYPE LockServer(BOOL) override { return S_OK; }

 private:
  const Make make_;
};

LSTATUS set_value(const std::wstring& key, const wchar_t* name, const std::wstring& value) {
  return RegSetKeyValueW(HKEY_LOCAL_MACHINE, (L"Software\\Classes\\" + key).c_str(), name, REG_SZ,
                         value.c_str(), static_cast<DWORD>((value.size() + 1) * sizeof(wchar_t)));
}

}  // namespace

extern "C" {

BOOL WINAPI DllMain(HINSTANCE module, DWORD reason, LPVOID) {
  if (reason == DLL_PROCESS_ATTACH) {
    own_module = module;
    DisableThreadLibraryCalls(module);
  }
  return TRUE;
}

HRESULT WINAPI DllGetClassObject(REFCLSID class_id, REFIID iid, void** object) {
  static Factory reading(
      [](const std::shared_ptr<World>& world) { return make_manager(world, false); });
  static Factory writing(
      [](const std::shared_ptr<World>& world) { return make_manager(world, true); });
  static Factory wmi(make_wmi);
  if (IsEqualCLSID(class_id, kAdminManagerClass)) return reading.QueryInterface(iid, object);
  if (IsEqualCLSID(class_id, kWritableAdminManagerClass)) {
    return writing.QueryInterface(iid, object);
  }
  if (IsEqualCLSID(class_id, kWmiClass)) return wmi.QueryInterface(iid, object);
  if (object != nullptr) *object = nullptr;
  return CLASS_E_CLASSNOTAVAILABLE;
}

// Stays loaded, so that StandinLiveObjects can be asked at any time.
HRESULT WINAPI DllCanUnloadNow() { return S_FALSE; }

HRESULT WINAPI DllRegisterServer() {
  wchar_t file[MAX_PATH * 4];
  const DWORD size = GetModuleFileNameW(own_module, file, ARRAYSIZE(file));
  if (size == 0 || size >= ARRAYSIZE(file)) return E_FAIL;
  LSTATUS status = ERROR_SUCCESS;
  const auto set = [&status](const std::wstring& key, const wchar_t* name,
                             const std::wstring& value) {
    if (status == ERROR_SUCCESS) status = set_value(key, name, value);
  };
  for (const ComClass& com_class : kClasses) {
    const std::wstring clsid_key = std::wstring(L"CLSID\\") + com_class.clsid_text;
    set(clsid_key, nullptr, com_class.program_id);
    set(clsid_key + L"\\InprocServer32", nullptr, file);
    set(clsid_key + L"\\InprocServer32", L"ThreadingModel", L"Both");
    set(clsid_key + L"\\ProgID", nullptr, com_class.program_id);
    set(com_class.program_id, nullptr, com_class.program_id);
    set(std::wstring(com_class.program_id) + L"\\CLSID", nullptr, com_class.clsid_text);
  }
  return HRESULT_FROM_WIN32(status);
}

HRESULT WINAPI DllUnregisterServer() {
  for (const ComClass& com_class : kClasses) {
    const std::wstring root = L"Software\\Classes\\";
    RegDeleteTreeW(HKEY_LOCAL_MACHINE, (root + L"CLSID\\" + com_class.clsid_text).c_str());
    RegDeleteTreeW(HKEY_LOCAL_MACHINE, (root + com_class.program_id).c_str());
  }
  return S_OK;
}

// How many objects of the stand-in this process holds: zero after a cycle that releases all.
std::uint32_t StandinLiveObjects() { return LiveObject::count(); }
}
