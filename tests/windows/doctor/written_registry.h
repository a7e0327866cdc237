#pragma once

#include <windows.h>

#include <string>
#include <vector>

namespace deepalive::service::doctor {

// Keys below HKEY_LOCAL_MACHINE that go with it.
class WrittenRegistry {
 public:
  // All of this key is a test's.
  explicit WrittenRegistry(std::wstring root);
  ~WrittenRegistry();
  WrittenRegistry(const WrittenRegistry&) = delete;
  WrittenRegistry& operator=(const WrittenRegistry&) = delete;

  // `key` is below the root; empty = the root itself.
  void write(const std::wstring& key, const std::wstring& name, DWORD number) const;
  void write(const std::wstring& key, const std::wstring& name, const std::wstring& text) const;
  void write(const std::wstring& key, const std::wstring& name,
             const std::vector<std::wstring>& texts) const;

 private:
  void set(const std::wstring& key, const std::wstring& name, DWORD type, const void* data,
           std::size_t size) const;

  const std::wstring root_;
};

}  // namespace deepalive::service::doctor
