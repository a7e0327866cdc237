#include "tests/windows/doctor/written_registry.h"

#include <gtest/gtest.h>

#include <utility>

namespace deepalive::service::doctor {

WrittenRegistry::WrittenRegistry(std::wstring root) : root_(std::move(root)) {
  RegDeleteTreeW(HKEY_LOCAL_MACHINE, root_.c_str());
}

WrittenRegistry::~WrittenRegistry() { RegDeleteTreeW(HKEY_LOCAL_MACHINE, root_.c_str()); }

void WrittenRegistry::set(const std::wstring& key, const std::wstring& name, DWORD type,
                          const void* data, std::size_t size) const {
  const std::wstring path = key.empty() ? root_ : root_ + L"\\" + key;
  ASSERT_EQ(RegSetKeyValueW(HKEY_LOCAL_MACHINE, path.c_str(), name.c_str(), type, data,
                            static_cast<DWORD>(size)),
            ERROR_SUCCESS);
}

void WrittenRegistry::write(const std::wstring& key, const std::wstring& name, DWORD number) const {
  set(key, name, REG_DWORD, &number, sizeof(number));
}

void WrittenRegistry::write(const std::wstring& key, const std::wstring& name,
                            const std::wstring& text) const {
  set(key, name, REG_SZ, text.c_str(), (text.size() + 1) * sizeof(wchar_t));
}

void WrittenRegistry::write(const std::wstring& key, const std::wstring& name,
                            const std::vector<std::wstring>& texts) const {
  std::wstring data;
  for (const std::wstring& text : texts) data += text + L'\0';
  data += L'\0';
  set(key, name, REG_MULTI_SZ, data.data(), data.size() * sizeof(wchar_t));
}

}  // namespace deepalive::service::doctor
