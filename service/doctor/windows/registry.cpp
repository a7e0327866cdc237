#include "service/doctor/windows/registry.h"

#include <windows.h>

#include <cstring>
#include <utility>

#include "probes/windows/error_text.h"
#include "probes/windows/handle.h"
#include "probes/windows/utf8.h"

namespace deepalive::service::doctor {
namespace {

struct RegistryKeyTraits {
  using Raw = HKEY;
  static Raw empty() { return nullptr; }
  static void close(Raw raw) { RegCloseKey(raw); }
};
using RegistryKey = windows::UniqueHandle<RegistryKeyTraits>;

Error failed(const std::string& key, LSTATUS status) {
  const auto code = static_cast<std::uint32_t>(status);
  return {
      status == ERROR_ACCESS_DENIED ? Reason::iis_access_denied : Reason::internal_error, code,
      "HKLM\\" + key + ": " + windows::system_message(code) + " (" + std::to_string(code) + ")"};
}

// Null: there is none.
Result<std::optional<RegistryKey>> open(const std::string& key) {
  HKEY raw = nullptr;
  const LSTATUS status = RegOpenKeyExW(HKEY_LOCAL_MACHINE, windows::to_wide(key).c_str(), 0,
                                       KEY_READ | KEY_WOW64_64KEY, &raw);
  if (status == ERROR_FILE_NOT_FOUND) return std::optional<RegistryKey>();
  if (status != ERROR_SUCCESS) return failed(key, status);
  return std::optional(RegistryKey(raw));
}

std::string text_of(std::wstring_view wide) {
  while (wide.ends_with(L'\0')) wide.remove_suffix(1);
  return windows::to_utf8(wide);
}

std::vector<std::string> texts_of(std::wstring_view wide) {
  std::vector<std::string> texts;
  while (!wide.empty() && wide.front() != L'\0') {
    const auto end = wide.find(L'\0');
    texts.push_back(windows::to_utf8(wide.substr(0, end)));
    wide.remove_prefix(end == wide.npos ? wide.size() : end + 1);
  }
  return texts;
}

class MachineRegistry final : public Registry {
 public:
  Result<std::optional<RegistryValue>> value(const std::string& key,
                                             const std::string& name) const override {
    auto opened = open(key);
    if (!opened) return opened.error();
    if (!*opened) return std::optional<RegistryValue>();
    std::wstring data(kMaxRegistryValue / sizeof(wchar_t), L'\0');
    auto size = static_cast<DWORD>(data.size() * sizeof(wchar_t));
    DWORD type = 0;
    const LSTATUS status =
        RegQueryValueExW((*opened)->get(), windows::to_wide(name).c_str(), nullptr, &type,
                         reinterpret_cast<BYTE*>(data.data()), &size);
    if (status == ERROR_FILE_NOT_FOUND) return std::optional<RegistryValue>();
    if (status != ERROR_SUCCESS) return failed(key + "\\" + name, status);
    data.resize(size / sizeof(wchar_t));
    switch (type) {
      case REG_DWORD: {
        DWORD number = 0;
        if (size != sizeof(number)) break;
        std::memcpy(&number, data.data(), sizeof(number));
        return std::optional<RegistryValue>(std::uint32_t{number});
      }
      case REG_SZ:
      case REG_EXPAND_SZ:
        return std::optional<RegistryValue>(text_of(data));
      case REG_MULTI_SZ:
        return std::optional<RegistryValue>(texts_of(data));
      default:
        break;
    }
    return Error{Reason::internal_error, 0,
                 "HKLM\\" + key + "\\" + name + " is of a type that it does not have in Windows"};
  }

  Result<std::optional<std::vector<std::string>>> keys(const std::string& key) const override {
    return listed(key, [](HKEY opened, DWORD index, wchar_t* name, DWORD* size) {
      return RegEnumKeyExW(opened, index, name, size, nullptr, nullptr, nullptr, nullptr);
    });
  }

  Result<std::optional<std::vector<std::string>>> names(const std::string& key) const override {
    return listed(key, [](HKEY opened, DWORD index, wchar_t* name, DWORD* size) {
      return RegEnumValueW(opened, index, name, size, nullptr, nullptr, nullptr, nullptr);
    });
  }

 private:
  template <class Next>
  static Result<std::optional<std::vector<std::string>>> listed(const std::string& key, Next next) {
    auto opened = open(key);
    if (!opened) return opened.error();
    if (!*opened) return std::optional<std::vector<std::string>>();
    std::vector<std::string> names;
    std::wstring name(16'384, L'\0');  // the longest name of a value; keys have 255 characters
    for (DWORD i = 0; i < kMaxRegistryKeys; ++i) {
      auto size = static_cast<DWORD>(name.size());
      const LSTATUS status = next((*opened)->get(), i, name.data(), &size);
      if (status == ERROR_NO_MORE_ITEMS) break;
      if (status != ERROR_SUCCESS) return failed(key, status);
      names.push_back(windows::to_utf8({name.data(), size}));
    }
    return std::optional(std::move(names));
  }
};

}  // namespace

std::shared_ptr<Registry> make_registry() { return std::make_shared<MachineRegistry>(); }

}  // namespace deepalive::service::doctor
