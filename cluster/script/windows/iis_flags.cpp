#include "cluster/script/windows/iis_flags.h"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <utility>

#include "cluster/windows/agent_service.h"
#include "cluster/windows/resource_log.h"
#include "probes/iis/windows/ahadmin.h"
#include "probes/windows/com.h"

namespace deepalive::cluster {
namespace {

using namespace probes::ahadmin;
using windows::Bstr;
using windows::ComPtr;

constexpr ULONG kStarted = 1;

// A call that failed: what it was for, and its code.
struct CallFailed {
  const wchar_t* what;
  HRESULT result;
};

void check(const wchar_t* what, HRESULT result) {
  if (FAILED(result)) throw CallFailed{what, result};
}

std::wstring hexadecimal(HRESULT result) {
  std::wstring text = L"0x";
  for (int shift = 28; shift >= 0; shift -= 4) {
    text += L"0123456789ABCDEF"[static_cast<std::uint32_t>(result) >> shift & 0xF];
  }
  return text;
}

std::wstring describe(const CallFailed& failed) {
  std::wstring text = hexadecimal(failed.result) + L" " + failed.what;
  ComPtr<IErrorInfo> info;
  Bstr said;
  if (GetErrorInfo(0, info.put()) == S_OK && SUCCEEDED(info->GetDescription(said.put()))) {
    text.append(L": ").append(said.view());
  }
  return text;
}

bool same_name(std::wstring_view a, std::wstring_view b) {
  return CompareStringOrdinal(a.data(), static_cast<int>(a.size()), b.data(),
                              static_cast<int>(b.size()), TRUE) == CSTR_EQUAL;
}

ComPtr<IAppHostProperty> property(IAppHostElement& element, const wchar_t* name) {
  ComPtr<IAppHostProperty> found;
  check(name, element.GetPropertyByName(Bstr(name).get(), found.put()));
  if (!found) throw CallFailed{name, E_POINTER};
  return found;
}

Bstr text_of(IAppHostElement& element, const wchar_t* name) {
  windows::Variant value;
  check(name, property(element, name)->get_Value(value.put()));
  check(name, value.change_type(VT_BSTR));
  return Bstr(std::wstring_view(V_BSTR(&value.get()), SysStringLen(V_BSTR(&value.get()))));
}

bool is_started(IAppHostElement& element) {
  windows::Variant value;
  check(L"state", property(element, L"state")->get_Value(value.put()));
  // There and empty, as for seconds after a change, is not "stopped".
  if (V_VT(&value.get()) == VT_EMPTY) throw CallFailed{L"state", DISP_E_TYPEMISMATCH};
  check(L"state", value.change_type(VT_UI4));
  return V_UI4(&value.get()) == kStarted;
}

// Calls `see(element)` for each until that is false.
template <class See>
void for_each(IAppHostElement& element, See see) {
  ComPtr<IAppHostElementCollection> items;
  check(L"Collection", element.get_Collection(items.put()));
  DWORD count = 0;
  if (items) check(L"Count", items->get_Count(&count));
  for (DWORD i = 0; i < count; ++i) {
    VARIANT index;
    VariantInit(&index);
    V_VT(&index) = VT_UI4;
    V_UI4(&index) = i;
    ComPtr<IAppHostElement> item;
    check(L"Item", items->get_Item(index, item.put()));
    if (item && !see(*item)) return;
  }
}

// Reads the section once, and no further than to the last name that is wanted.
template <class Found>
std::wstring first_stopped_in(IAppHostAdminManager& manager, const std::wstring& section,
                              std::vector<std::wstring> wanted, Found found) {
  if (wanted.empty()) return {};
  ComPtr<IAppHostElement> element;
  check(L"GetAdminSection",
        manager.GetAdminSection(Bstr(L"system.applicationHost/" + section).get(),
                                Bstr(L"MACHINE/WEBROOT/APPHOST").get(), element.put()));
  if (!element) throw CallFailed{L"GetAdminSection", E_POINTER};
  std::wstring stopped;
  for_each(*element, [&](IAppHostElement& item) {
    const Bstr name = text_of(item, L"name");
    const auto place = std::ranges::find_if(
        wanted, [&name](const std::wstring& want) { return same_name(want, name.view()); });
    if (place == wanted.end()) return true;
    if (!is_started(item)) stopped = section + L": " + *place;
    found(item);
    wanted.erase(place);
    return stopped.empty() && !wanted.empty();
  });
  if (!stopped.empty() || wanted.empty()) return stopped;
  return section + L": " + wanted.front() + L" is not there";
}

void want(std::vector<std::wstring>& names, std::wstring_view name) {
  const bool known = std::ranges::any_of(
      names, [name](const std::wstring& wanted) { return same_name(wanted, name); });
  if (!known) names.emplace_back(name);
}

std::wstring first_stopped(const RoleNames& role) {
  for (const std::wstring& name : role.services) {
    const ServiceFacts service = ask_service(name.c_str());
    if (service.known && service.state != SERVICE_RUNNING) return L"service: " + name;
  }
  std::vector<std::wstring> sites;
  std::vector<std::wstring> pools;
  for (const std::wstring& name : role.sites) want(sites, name);
  for (const std::wstring& name : role.app_pools) want(pools, name);
  if (sites.empty() && pools.empty()) return {};
  const windows::ComApartment apartment;
  ComPtr<IAppHostAdminManager> manager;
  check(L"AdminManager",
        CoCreateInstance(kAdminManagerClass, nullptr, CLSCTX_INPROC_SERVER, kAdminManagerInterface,
                         reinterpret_cast<void**>(manager.put())));
  const bool derive_pools = pools.empty();
  std::wstring stopped = first_stopped_in(*manager, L"sites", sites, [&](IAppHostElement& site) {
    if (!derive_pools) return;
    for_each(site, [&pools](IAppHostElement& application) {
      want(pools, text_of(application, L"applicationPool").view());
      return true;
    });
  });
  if (!stopped.empty()) return stopped;
  return first_stopped_in(*manager, L"applicationPools", pools, [](IAppHostElement&) {});
}

}  // namespace

Flags IisFlags::read(RoleNames names, std::chrono::milliseconds timeout) {
  const auto flags = std::make_shared<Flags>();
  const auto end = reading_.run(
      [flags, names = std::move(names)] {
        try {
          flags->text = first_stopped(names);
          flags->known = true;
        } catch (const CallFailed& failed) {
          flags->text = describe(failed);
        }
      },
      timeout);
  switch (end) {
    case Errand::End::done:
      return *flags;
    case Errand::End::late:
      return {.text = L"no answer within " + widen(std::to_string(timeout.count())) + L" ms"};
    case Errand::End::refused:
      break;
  }
  return {.text = L"the look before still hangs"};
}

}  // namespace deepalive::cluster
