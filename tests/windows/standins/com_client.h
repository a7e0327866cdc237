#pragma once

#include <oaidl.h>
#include <windows.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "tests/standins/iis_com/interfaces.h"

namespace deepalive::standins::test {

// Owns one reference.
template <typename T>
class Ref {
 public:
  Ref() = default;
  explicit Ref(T* object) : object_(object) {}
  Ref(Ref&& other) noexcept : object_(std::exchange(other.object_, nullptr)) {}
  Ref& operator=(Ref&& other) noexcept {
    std::swap(object_, other.object_);
    return *this;
  }
  ~Ref() {
    if (object_ != nullptr) object_->Release();
  }
  T* operator->() const { return object_; }
  T* get() const { return object_; }
  T** out() { return &object_; }
  explicit operator bool() const { return object_ != nullptr; }

 private:
  T* object_ = nullptr;
};

class Bstr {
 public:
  Bstr() = default;
  explicit Bstr(std::wstring_view text)
      : text_(SysAllocStringLen(text.data(), static_cast<UINT>(text.size()))) {}
  Bstr(const Bstr&) = delete;
  Bstr& operator=(const Bstr&) = delete;
  ~Bstr() { SysFreeString(text_); }
  BSTR get() const { return text_; }
  BSTR* out() { return &text_; }
  std::wstring text() const { return {text_, SysStringLen(text_)}; }

 private:
  BSTR text_ = nullptr;
};

class Variant {
 public:
  Variant() { VariantInit(&value_); }
  explicit Variant(int number) : Variant() {
    V_VT(&value_) = VT_I4;
    V_I4(&value_) = number;
  }
  explicit Variant(std::wstring_view text) : Variant() {
    V_VT(&value_) = VT_BSTR;
    V_BSTR(&value_) = SysAllocStringLen(text.data(), static_cast<UINT>(text.size()));
  }
  Variant(const Variant&) = delete;
  Variant& operator=(const Variant&) = delete;
  ~Variant() { VariantClear(&value_); }
  VARIANT get() const { return value_; }
  VARIANT* out() { return &value_; }
  VARTYPE type() const { return V_VT(&value_); }
  std::int32_t number() const { return V_I4(&value_); }
  std::wstring text() const { return {V_BSTR(&value_), SysStringLen(V_BSTR(&value_))}; }

 private:
  VARIANT value_;
};

// The stand-in's library in this process, without registration.
class IisLibrary {
 public:
  IisLibrary();

  HRESULT create(const CLSID& class_id, REFIID iid, void** object) const;
  Ref<IAppHostAdminManager> manager() const;
  Ref<IDispatch> script_manager() const;
  std::uint32_t live_objects() const;

 private:
  HMODULE library_;
};

HRESULT get_section(IAppHostAdminManager* manager, std::wstring_view name,
                    IAppHostElement** element);
Ref<IAppHostElement> section(IAppHostAdminManager* manager, std::wstring_view name);
Ref<IAppHostElementCollection> collection(IAppHostElement* element);
// Through the collection of the section; the name is compared exactly.
Ref<IAppHostElement> item_named(IAppHostElement* section, std::wstring_view name);
HRESULT read_property(IAppHostElement* element, std::wstring_view name, VARIANT* value);
// The state, or the failing HRESULT.
std::int32_t state_of(IAppHostElement* element);
HRESULT execute(IAppHostElement* element, std::wstring_view method);

inline constexpr wchar_t kSites[] = L"system.applicationHost/sites";
inline constexpr wchar_t kPools[] = L"system.applicationHost/applicationPools";

}  // namespace deepalive::standins::test
