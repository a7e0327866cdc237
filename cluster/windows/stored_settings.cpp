#include "cluster/windows/stored_settings.h"

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "cluster/resource/properties.h"

// clusapi.dll, by hand: mingw-w64's clusapi.h does not compile.
extern "C" {
__declspec(dllimport) LONG WINAPI
    ClusterRegOpenKey(deepalive::cluster::ClusterKey key, LPCWSTR name, REGSAM access,
                      deepalive::cluster::ClusterKey* result);
__declspec(dllimport) LONG WINAPI
    ClusterRegCreateKey(deepalive::cluster::ClusterKey key, LPCWSTR name, DWORD options,
                        REGSAM access, SECURITY_ATTRIBUTES* attributes,
                        deepalive::cluster::ClusterKey* result, DWORD* disposition);
__declspec(dllimport) LONG WINAPI ClusterRegCloseKey(deepalive::cluster::ClusterKey key);
__declspec(dllimport) LONG WINAPI
    ClusterRegQueryValue(deepalive::cluster::ClusterKey key, LPCWSTR name, DWORD* type, BYTE* data,
                         DWORD* size);
__declspec(dllimport) DWORD WINAPI
    ClusterRegSetValue(deepalive::cluster::ClusterKey key, LPCWSTR name, DWORD type,
                       const BYTE* data, DWORD size);
}

namespace deepalive::cluster {
namespace {

constexpr const wchar_t* kParameters = L"Parameters";

struct CloseKey {
  void operator()(ClusterKey key) const { ClusterRegCloseKey(key); }
};
using OwnedKey = std::unique_ptr<ClusterKeyTag, CloseKey>;

std::wstring to_wide(std::u16string_view text) { return {text.begin(), text.end()}; }

std::optional<PropertyValue> query(ClusterKey key, const std::wstring& name) {
  std::vector<BYTE> data(kMaxPropertyText * sizeof(wchar_t));
  auto size = static_cast<DWORD>(data.size());
  DWORD type = 0;
  if (ClusterRegQueryValue(key, name.c_str(), &type, data.data(), &size) != ERROR_SUCCESS ||
      size > data.size()) {
    return std::nullopt;
  }
  if (type == REG_DWORD && size == sizeof(DWORD)) {
    std::uint32_t number = 0;
    std::copy_n(data.data(), sizeof(number), reinterpret_cast<BYTE*>(&number));
    return number;
  }
  if (type != REG_SZ || size % sizeof(wchar_t) != 0) return std::nullopt;
  std::u16string text(size / sizeof(wchar_t), u'\0');
  std::copy_n(data.data(), size, reinterpret_cast<BYTE*>(text.data()));
  while (text.ends_with(u'\0')) text.pop_back();
  return text;
}

}  // namespace

Settings StoredSettings::read() const {
  Settings settings = defaults_;
  ClusterKey raw = nullptr;
  if (ClusterRegOpenKey(resource_, kParameters, KEY_READ, &raw) != ERROR_SUCCESS) return settings;
  const OwnedKey key(raw);
  for (const std::u16string_view name : property_names()) {
    auto value = query(key.get(), to_wide(name));
    if (value) assign(Property{std::u16string(name), *std::move(value)}, settings);
  }
  return settings;
}

DWORD StoredSettings::write(std::span<const Property> properties) const {
  ClusterKey raw = nullptr;
  const LONG opened =
      ClusterRegCreateKey(resource_, kParameters, 0, KEY_ALL_ACCESS, nullptr, &raw, nullptr);
  if (opened != ERROR_SUCCESS) return static_cast<DWORD>(opened);
  const OwnedKey key(raw);
  for (const Property& property : properties) {
    const std::wstring name = to_wide(property.name);
    DWORD written = 0;
    if (const auto* number = std::get_if<std::uint32_t>(&property.value)) {
      written = ClusterRegSetValue(key.get(), name.c_str(), REG_DWORD,
                                   reinterpret_cast<const BYTE*>(number), sizeof(*number));
    } else {
      const std::wstring text = to_wide(std::get<std::u16string>(property.value));
      written = ClusterRegSetValue(key.get(), name.c_str(), REG_SZ,
                                   reinterpret_cast<const BYTE*>(text.c_str()),
                                   static_cast<DWORD>((text.size() + 1) * sizeof(wchar_t)));
    }
    if (written != ERROR_SUCCESS) return written;
  }
  return ERROR_SUCCESS;
}

}  // namespace deepalive::cluster
