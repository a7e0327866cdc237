#pragma once

#include <windows.h>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace deepalive::standins {

// The way in to the clusapi.dll stand-in and the cluster database of this process. It must be
// loaded before a resource DLL that imports clusapi.dll: the loader then takes the module that is
// there. Any thread.
class ClusterRegistry {
 public:
  // From the folder of the stand-ins. Throws std::runtime_error. The module stays for good.
  explicit ClusterRegistry(const std::filesystem::path& clusapi);

  // The key that Open gets, with the Parameters key below it; made when it is not there. Closed
  // with close_key, after the resource's Close.
  HKEY resource_key(const std::wstring& resource) const { return resource_key_(resource.c_str()); }
  void close_key(HKEY key) const { close_key_(key); }

  // Values below Parameters, as an administrator's Set-ClusterParameter leaves them.
  void set(HKEY resource, const std::wstring& name, const std::wstring& text) const;
  void set(HKEY resource, const std::wstring& name, std::uint32_t number) const;
  std::optional<std::wstring> text(HKEY resource, const std::wstring& name) const;
  std::optional<std::uint32_t> number(HKEY resource, const std::wstring& name) const;

  // Keys that somebody has open: must be as before when a resource has been closed.
  std::uint32_t open_keys() const { return open_keys_(); }

 private:
  HKEY parameters(HKEY resource) const;
  void set(HKEY resource, const std::wstring& name, DWORD type, const void* data,
           std::size_t size) const;

  HKEY(WINAPI* resource_key_)(LPCWSTR) = nullptr;
  DWORD(WINAPI* open_keys_)() = nullptr;
  LONG(WINAPI* open_key_)(HKEY, LPCWSTR, REGSAM, HKEY*) = nullptr;
  LONG(WINAPI* close_key_)(HKEY) = nullptr;
  LONG(WINAPI* query_value_)(HKEY, LPCWSTR, DWORD*, BYTE*, DWORD*) = nullptr;
  DWORD(WINAPI* set_value_)(HKEY, LPCWSTR, DWORD, const BYTE*, DWORD) = nullptr;
};

}  // namespace deepalive::standins
