#include "tests/standins/script_host/resource_object.h"

#include <algorithm>
#include <utility>

#include "tests/standins/world/text.h"

namespace deepalive::standins {
namespace {

enum Member : DISPID {
  kName = 1,
  kLogInformation,
  kAddProperty,
  kRemoveProperty,
  kPropertyExists,
  kFirstProperty = 100,
};

constexpr const wchar_t* kMembers[] = {L"Name", L"LogInformation", L"AddProperty",
                                       L"RemoveProperty", L"PropertyExists"};

void give_text(VARIANT* result, std::wstring_view text) {
  V_VT(result) = VT_BSTR;
  V_BSTR(result) = SysAllocStringLen(text.data(), static_cast<UINT>(text.size()));
}

}  // namespace

ResourceObject::ResourceObject(std::wstring name) : name_(std::move(name)) {}

ResourceObject::~ResourceObject() {
  for (Property& property : properties_) VariantClear(&property.value);
}

ResourceObject::Property* ResourceObject::find_property(std::wstring_view name) {
  const auto found = std::ranges::find_if(
      properties_, [name](const Property& p) { return same_name(p.name, name); });
  return found == properties_.end() ? nullptr : &*found;
}

void ResourceObject::set_property(std::wstring_view name, std::wstring_view value) {
  call(kAddProperty, name, nullptr);
  Property* property = find_property(name);
  VariantClear(&property->value);
  give_text(&property->value, value);
}

std::vector<std::wstring> ResourceObject::take_log() {
  const std::lock_guard lock(log_mutex_);
  return std::exchange(log_, {});
}

HRESULT ResourceObject::QueryInterface(REFIID iid, void** object) {
  if (object == nullptr) return E_POINTER;
  const bool known = IsEqualIID(iid, IID_IUnknown) || IsEqualIID(iid, IID_IDispatch);
  *object = known ? static_cast<IDispatch*>(this) : nullptr;
  return known ? S_OK : E_NOINTERFACE;
}

HRESULT ResourceObject::GetTypeInfoCount(UINT* count) {
  if (count == nullptr) return E_POINTER;
  *count = 0;
  return S_OK;
}

HRESULT ResourceObject::GetTypeInfo(UINT, LCID, ITypeInfo** info) {
  if (info != nullptr) *info = nullptr;
  return E_NOTIMPL;
}

HRESULT ResourceObject::GetIDsOfNames(REFIID, LPOLESTR* names, UINT count, LCID, DISPID* ids) {
  if (names == nullptr || ids == nullptr || count != 1) return E_INVALIDARG;
  ids[0] = DISPID_UNKNOWN;
  for (std::size_t i = 0; i < std::size(kMembers); ++i) {
    if (same_name(kMembers[i], names[0])) ids[0] = static_cast<DISPID>(i) + kName;
  }
  const Property* property = find_property(names[0]);
  if (property != nullptr && property->present) {
    ids[0] = static_cast<DISPID>(property - properties_.data()) + kFirstProperty;
  }
  return ids[0] == DISPID_UNKNOWN ? DISP_E_UNKNOWNNAME : S_OK;
}

HRESULT ResourceObject::Invoke(DISPID id, REFIID, LCID, WORD flags, DISPPARAMS* parameters,
                               VARIANT* result, EXCEPINFO*, UINT*) {
  if (parameters == nullptr) return E_INVALIDARG;
  if (result != nullptr) VariantInit(result);
  if (id >= kFirstProperty) {
    const auto index = static_cast<std::size_t>(id - kFirstProperty);
    if (index >= properties_.size() || !properties_[index].present) return DISP_E_MEMBERNOTFOUND;
    return access(properties_[index], flags, *parameters, result);
  }
  if (id == kName) {
    if ((flags & DISPATCH_PROPERTYGET) == 0) return DISP_E_MEMBERNOTFOUND;
    if (result != nullptr) give_text(result, name_);
    return S_OK;
  }
  if ((flags & DISPATCH_METHOD) == 0 || id < kName) return DISP_E_MEMBERNOTFOUND;
  if (parameters->cArgs != 1) return DISP_E_BADPARAMCOUNT;
  VARIANT text;
  VariantInit(&text);
  HRESULT done = VariantChangeType(&text, &parameters->rgvarg[0], 0, VT_BSTR);
  if (FAILED(done)) return done;
  done = call(id, {V_BSTR(&text), SysStringLen(V_BSTR(&text))}, result);
  VariantClear(&text);
  return done;
}

HRESULT ResourceObject::call(DISPID id, std::wstring_view argument, VARIANT* result) {
  Property* property = find_property(argument);
  const bool exists = property != nullptr && property->present;
  switch (id) {
    case kLogInformation: {
      const std::lock_guard lock(log_mutex_);
      log_.emplace_back(argument);
      return S_OK;
    }
    case kAddProperty:
      if (property == nullptr) {
        properties_.push_back({std::wstring(argument), true, {}});
        VariantInit(&properties_.back().value);
      } else {
        property->present = true;
      }
      return S_OK;
    case kRemoveProperty:
      if (!exists) return DISP_E_UNKNOWNNAME;
      property->present = false;
      return VariantClear(&property->value);
    case kPropertyExists:
      if (result == nullptr) return S_OK;
      V_VT(result) = VT_BOOL;
      V_BOOL(result) = exists ? VARIANT_TRUE : VARIANT_FALSE;
      return S_OK;
    default:
      return DISP_E_MEMBERNOTFOUND;
  }
}

HRESULT ResourceObject::access(Property& property, WORD flags, const DISPPARAMS& parameters,
                               VARIANT* result) {
  if ((flags & (DISPATCH_PROPERTYPUT | DISPATCH_PROPERTYPUTREF)) != 0) {
    if (parameters.cArgs != 1) return DISP_E_BADPARAMCOUNT;
    return VariantCopyInd(&property.value, &parameters.rgvarg[0]);
  }
  return result != nullptr ? VariantCopy(result, &property.value) : S_OK;
}

}  // namespace deepalive::standins
