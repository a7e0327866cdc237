#pragma once

#include <oaidl.h>
#include <windows.h>

#include <span>

namespace deepalive::standins {

// What a script can call on an object, by name. `arguments` is how many it takes.
struct ScriptMember {
  const wchar_t* name;
  DISPID id;
  WORD flags;  // DISPATCH_METHOD, DISPATCH_PROPERTYGET, or both
  unsigned arguments;
};

// IDispatch without a type library: a table of names, and one function that calls.
class ScriptFace : public IDispatch {
 public:
  HRESULT STDMETHODCALLTYPE GetTypeInfoCount(UINT* count) override;
  HRESULT STDMETHODCALLTYPE GetTypeInfo(UINT index, LCID locale, ITypeInfo** info) override;
  HRESULT STDMETHODCALLTYPE GetIDsOfNames(REFIID reserved, LPOLESTR* names, UINT count, LCID locale,
                                          DISPID* ids) override;
  HRESULT STDMETHODCALLTYPE Invoke(DISPID id, REFIID reserved, LCID locale, WORD flags,
                                   DISPPARAMS* parameters, VARIANT* result, EXCEPINFO* exception,
                                   UINT* bad_argument) override;

 protected:
  ~ScriptFace() = default;

  virtual std::span<const ScriptMember> script_members() const = 0;
  // The arguments come in the order of the declaration and are no references.
  virtual HRESULT call_member(DISPID id, std::span<VARIANT> arguments, VARIANT* result) = 0;
};

// Takes over one reference; null becomes Nothing.
template <typename Object>
void give_object(VARIANT* result, Object* object) {
  VariantInit(result);
  V_VT(result) = VT_DISPATCH;
  V_DISPATCH(result) = nullptr;
  if (object == nullptr) return;
  object->QueryInterface(IID_IDispatch, reinterpret_cast<void**>(&V_DISPATCH(result)));
  object->Release();
}

}  // namespace deepalive::standins
