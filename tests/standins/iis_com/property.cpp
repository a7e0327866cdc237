#include "tests/standins/iis_com/com_objects.h"

namespace deepalive::standins {
namespace {

// The type of a VARIANT follows the type in IIS's schema, and no reader may count on another.
struct ToVariant {
  VARIANT* out;

  HRESULT operator()(const std::wstring& text) const {
    V_VT(out) = VT_BSTR;
    return give_text(text, &V_BSTR(out));
  }
  HRESULT operator()(bool value) const {
    V_VT(out) = VT_BOOL;
    V_BOOL(out) = value ? VARIANT_TRUE : VARIANT_FALSE;
    return S_OK;
  }
  HRESULT operator()(std::uint32_t number) const {
    V_VT(out) = VT_UI4;
    V_UI4(out) = number;
    return S_OK;
  }
  HRESULT operator()(const EnumValue& value) const {
    V_VT(out) = VT_I4;
    V_I4(out) = value.number;
    return S_OK;
  }
  HRESULT operator()(Ticks ticks) const {
    V_VT(out) = VT_UI8;
    V_UI8(out) = ticks.count;
    return S_OK;
  }
};

struct ToText {
  std::wstring operator()(const std::wstring& text) const { return text; }
  std::wstring operator()(bool value) const { return value ? L"true" : L"false"; }
  std::wstring operator()(std::uint32_t number) const { return std::to_wstring(number); }
  std::wstring operator()(const EnumValue& value) const { return value.name; }
  std::wstring operator()(Ticks ticks) const {
    const unsigned long long seconds = ticks.count / 10'000'000;
    wchar_t text[32];
    swprintf(text, 32, L"%02llu:%02llu:%02llu", seconds / 3600, seconds / 60 % 60, seconds % 60);
    return text;
  }
};

enum PropertyMember : DISPID { kPropertyName = 1, kValue, kStringValue };

class Property final : public ComObject<IAppHostProperty> {
 public:
  Property(const std::shared_ptr<World>& world, PropertyNode property)
      : ComObject(world), property_(std::move(property)) {}

  HRESULT STDMETHODCALLTYPE get_Name(BSTR* name) override {
    return give_text(property_.name, name);
  }

  HRESULT STDMETHODCALLTYPE get_Value(VARIANT* value) override {
    if (value == nullptr) return E_POINTER;
    VariantInit(value);
    const PropertyReading reading = property_.read();
    if (FAILED(reading.result)) return failed(reading.result);
    return std::visit(ToVariant{value}, reading.value);
  }

  HRESULT STDMETHODCALLTYPE put_Value(VARIANT) override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE Clear() override { return E_NOTIMPL; }

  HRESULT STDMETHODCALLTYPE get_StringValue(BSTR* value) override {
    if (value == nullptr) return E_POINTER;
    *value = nullptr;
    const PropertyReading reading = property_.read();
    if (FAILED(reading.result)) return failed(reading.result);
    return give_text(std::visit(ToText{}, reading.value), value);
  }

  // No object: the value is valid.
  HRESULT STDMETHODCALLTYPE get_Exception(IAppHostPropertyException** exception) override {
    if (exception == nullptr) return E_POINTER;
    *exception = nullptr;
    return S_OK;
  }

  HRESULT STDMETHODCALLTYPE GetMetadata(BSTR, VARIANT*) override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE SetMetadata(BSTR, VARIANT) override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE get_Schema(IAppHostPropertySchema**) override { return E_NOTIMPL; }

 private:
  HRESULT failed(HRESULT result) const {
    return explain(result, IAppHostProperty::kId, property_.name);
  }

  std::span<const ScriptMember> script_members() const override {
    static constexpr ScriptMember kMembers[] = {
        {L"Name", kPropertyName, DISPATCH_PROPERTYGET, 0},
        {L"Value", kValue, DISPATCH_PROPERTYGET, 0},
        {L"StringValue", kStringValue, DISPATCH_PROPERTYGET, 0},
    };
    return kMembers;
  }

  HRESULT call_member(DISPID id, std::span<VARIANT>, VARIANT* result) override {
    if (id == kValue) return get_Value(result);
    BSTR text = nullptr;
    const HRESULT got = id == kPropertyName ? get_Name(&text) : get_StringValue(&text);
    if (FAILED(got)) return got;
    V_VT(result) = VT_BSTR;
    V_BSTR(result) = text;
    return S_OK;
  }

  const PropertyNode property_;
};

}  // namespace

IAppHostProperty* make_property(const std::shared_ptr<World>& world, PropertyNode property) {
  return new Property(world, std::move(property));
}

}  // namespace deepalive::standins
