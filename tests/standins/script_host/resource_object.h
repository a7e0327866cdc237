#pragma once

#include <oaidl.h>
#include <windows.h>

#include <atomic>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace deepalive::standins {

// The `Resource` object of a Generic Script: Name, LogInformation, AddProperty, RemoveProperty,
// PropertyExists, and whatever properties were added. Used by the script's thread; take_log by
// any. Lives as long as the host, which never frees it before the engine.
class ResourceObject final : public IDispatch {
 public:
  explicit ResourceObject(std::wstring name);
  ~ResourceObject();
  ResourceObject(const ResourceObject&) = delete;
  ResourceObject& operator=(const ResourceObject&) = delete;

  // A private property as the administrator would set it.
  void set_property(std::wstring_view name, std::wstring_view value);
  // What the script has logged since the last call.
  std::vector<std::wstring> take_log();

  HRESULT STDMETHODCALLTYPE QueryInterface(REFIID iid, void** object) override;
  ULONG STDMETHODCALLTYPE AddRef() override { return 2; }
  ULONG STDMETHODCALLTYPE Release() override { return 1; }
  HRESULT STDMETHODCALLTYPE GetTypeInfoCount(UINT* count) override;
  HRESULT STDMETHODCALLTYPE GetTypeInfo(UINT index, LCID locale, ITypeInfo** info) override;
  HRESULT STDMETHODCALLTYPE GetIDsOfNames(REFIID reserved, LPOLESTR* names, UINT count, LCID locale,
                                          DISPID* ids) override;
  HRESULT STDMETHODCALLTYPE Invoke(DISPID id, REFIID reserved, LCID locale, WORD flags,
                                   DISPPARAMS* parameters, VARIANT* result, EXCEPINFO* exception,
                                   UINT* bad_argument) override;

 private:
  struct Property {
    std::wstring name;
    bool present;
    VARIANT value;
  };

  Property* find_property(std::wstring_view name);
  HRESULT call(DISPID id, std::wstring_view argument, VARIANT* result);
  HRESULT access(Property& property, WORD flags, const DISPPARAMS& parameters, VARIANT* result);

  const std::wstring name_;
  std::vector<Property> properties_;  // never shrinks: a DISPID is an index
  std::mutex log_mutex_;
  std::vector<std::wstring> log_;
};

}  // namespace deepalive::standins
