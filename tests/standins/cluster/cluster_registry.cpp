#include "tests/standins/cluster/cluster_registry.h"

#include <stdexcept>

namespace deepalive::standins {
namespace {

template <class Function>
void find(HMODULE module, const char* name, Function& function) {
  function = reinterpret_cast<Function>(reinterpret_cast<void*>(GetProcAddress(module, name)));
  if (function == nullptr) {
    throw std::runtime_error(std::string("clusapi.dll has no ") + name +
                             ": it is not the stand-in, which must be loaded first");
  }
}

}  // namespace

ClusterRegistry::ClusterRegistry(const std::filesystem::path& clusapi) {
  HMODULE module = LoadLibraryW(clusapi.c_str());
  if (module == nullptr) {
    throw std::runtime_error("cannot load " + clusapi.string() + ", error " +
                             std::to_string(GetLastError()));
  }
  find(module, "StandinResourceKey", resource_key_);
  find(module, "StandinOpenKeys", open_keys_);
  find(module, "ClusterRegOpenKey", open_key_);
  find(module, "ClusterRegCloseKey", close_key_);
  find(module, "ClusterRegQueryValue", query_value_);
  find(module, "ClusterRegSetValue", set_value_);
}

HKEY ClusterRegistry::parameters(HKEY resource) const {
  HKEY key = nullptr;
  if (open_key_(resource, L"Parameters", KEY_ALL_ACCESS, &key) != ERROR_SUCCESS) {
    throw std::runtime_error("no such resource key in the cluster database");
  }
  return key;
}

void ClusterRegistry::set(HKEY resource, const std::wstring& name, DWORD type, const void* data,
                          std::size_t size) const {
  HKEY key = parameters(resource);
  set_value_(key, name.c_str(), type, static_cast<const BYTE*>(data), static_cast<DWORD>(size));
  close_key_(key);
}

void ClusterRegistry::set(HKEY resource, const std::wstring& name, const std::wstring& text) const {
  set(resource, name, REG_SZ, text.c_str(), (text.size() + 1) * sizeof(wchar_t));
}

void ClusterRegistry::set(HKEY resource, const std::wstring& name, std::uint32_t number) const {
  set(resource, name, REG_DWORD, &number, sizeof(number));
}

std::optional<std::wstring> ClusterRegistry::text(HKEY resource, const std::wstring& name) const {
  HKEY key = parameters(resource);
  DWORD type = 0;
  DWORD size = 0;
  std::optional<std::wstring> text;
  if (query_value_(key, name.c_str(), &type, nullptr, &size) == ERROR_SUCCESS && type == REG_SZ) {
    text.emplace(size / sizeof(wchar_t), L'\0');
    query_value_(key, name.c_str(), &type, reinterpret_cast<BYTE*>(text->data()), &size);
    text->resize(text->find_last_not_of(L'\0') + 1);
  }
  close_key_(key);
  return text;
}

std::optional<std::uint32_t> ClusterRegistry::number(HKEY resource,
                                                     const std::wstring& name) const {
  HKEY key = parameters(resource);
  DWORD type = 0;
  std::uint32_t number = 0;
  DWORD size = sizeof(number);
  const LONG done = query_value_(key, name.c_str(), &type, reinterpret_cast<BYTE*>(&number), &size);
  close_key_(key);
  if (done != ERROR_SUCCESS || type != REG_DWORD) return std::nullopt;
  return number;
}

}  // namespace deepalive::standins
