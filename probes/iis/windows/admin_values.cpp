#include "probes/iis/windows/admin_values.h"

#include <algorithm>
#include <ratio>
#include <utility>

#include "probes/iis/hresult.h"
#include "probes/windows/error_text.h"
#include "probes/windows/utf8.h"

namespace deepalive::probes::ahadmin {
namespace {

Error empty_value(const windows::Bstr& property) {
  return {Reason::state_unreadable, 0, windows::to_utf8(property.view()) + " has no value"};
}

Result<windows::Variant> read_value(IAppHostElement& element, const windows::Bstr& name,
                                    VARTYPE type) {
  windows::ComPtr<IAppHostProperty> property;
  HRESULT result = element.GetPropertyByName(name.get(), property.put());
  if (FAILED(result)) return call_error(windows::to_utf8(name.view()), result);
  if (!property) return empty_value(name);
  windows::Variant value;
  result = property->get_Value(value.put());
  if (FAILED(result)) return call_error(windows::to_utf8(name.view()), result);
  if (value.get().vt == VT_EMPTY || value.get().vt == VT_NULL) return empty_value(name);
  result = value.change_type(type);
  if (FAILED(result)) return call_error(windows::to_utf8(name.view()), result);
  return value;
}

}  // namespace

std::string server_text() {
  windows::ComPtr<IErrorInfo> info;
  windows::Bstr description;
  if (GetErrorInfo(0, info.put()) != S_OK || !info) return {};
  if (FAILED(info->GetDescription(description.put()))) return {};
  return windows::one_line(windows::to_utf8(description.view()));
}

Error call_error(std::string_view what, HRESULT result) {
  std::string text = server_text();
  const auto code = static_cast<std::uint32_t>(result);
  if (text.empty() && explain_hresult(code).empty()) text = windows::system_message(code);
  return hresult_error(what, code, text);
}

Result<std::wstring> read_text(IAppHostElement& element, const windows::Bstr& property) {
  const auto value = read_value(element, property, VT_BSTR);
  if (!value) return value.error();
  const BSTR text = value->get().bstrVal;
  return text ? std::wstring(text, SysStringLen(text)) : std::wstring();
}

Result<std::uint32_t> read_number(IAppHostElement& element, const windows::Bstr& property) {
  const auto value = read_value(element, property, VT_UI4);
  if (!value) return value.error();
  return std::uint32_t{value->get().ulVal};
}

Result<bool> read_flag(IAppHostElement& element, const windows::Bstr& property) {
  const auto value = read_value(element, property, VT_BOOL);
  if (!value) return value.error();
  return value->get().boolVal != VARIANT_FALSE;
}

// Ticks of 100 ns.
Result<Duration> read_time_span(IAppHostElement& element, const windows::Bstr& property) {
  const auto value = read_value(element, property, VT_UI8);
  if (!value) return value.error();
  using Ticks = std::chrono::duration<std::int64_t, std::ratio<1, 10'000'000>>;
  constexpr auto kMost = std::chrono::duration_cast<Ticks>(std::chrono::hours(24 * 365));
  const auto ticks =
      std::min<std::uint64_t>(value->get().ullVal, static_cast<std::uint64_t>(kMost.count()));
  return std::chrono::duration_cast<Duration>(Ticks(static_cast<std::int64_t>(ticks)));
}

Result<ElementCollection> collection_of(IAppHostElement& element, std::string_view what) {
  ElementCollection collection;
  const HRESULT result = element.get_Collection(collection.put());
  if (FAILED(result)) return call_error(what, result);
  return collection;
}

Result<std::uint32_t> count_of(IAppHostElementCollection& collection) {
  DWORD count = 0;
  const HRESULT result = collection.get_Count(&count);
  if (FAILED(result)) return call_error("counting", result);
  return std::uint32_t{count};
}

Result<Element> item_of(IAppHostElementCollection& collection, std::uint32_t index) {
  VARIANT position;
  VariantInit(&position);
  position.vt = VT_I4;
  position.lVal = static_cast<LONG>(index);
  Element element;
  const HRESULT result = collection.get_Item(position, element.put());
  if (FAILED(result) || !element) {
    return call_error("item " + std::to_string(index), FAILED(result) ? result : kInvalidIndex);
  }
  return element;
}

}  // namespace deepalive::probes::ahadmin
