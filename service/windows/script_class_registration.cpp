#include "service/windows/script_class_registration.h"

#include <windows.h>

#include "cluster/script/windows/script_class.h"
#include "config/environment.h"
#include "probes/windows/error_text.h"

namespace deepalive::service {
namespace {

const std::wstring kClassKey = std::wstring(L"\\CLSID\\") + cluster::kScriptClassText;
const std::wstring kNameKey = std::wstring(L"\\") + cluster::kScriptClassName;

Error failed(const char* doing, DWORD code) {
  return {Reason::internal_error, static_cast<std::int64_t>(code),
          std::string("the class DeepAlive.Cluster ") + doing + ": " +
              windows::system_message(code) + " (Win32 error " + std::to_string(code) + ")" +
              (code == ERROR_ACCESS_DENIED ? "; run this as administrator" : "")};
}

}  // namespace

std::optional<Error> register_script_class(const std::filesystem::path& dll,
                                           const std::wstring& classes) {
  std::error_code missing;
  if (!dll.is_absolute() || !std::filesystem::is_regular_file(dll, missing)) {
    return Error{Reason::internal_error, ERROR_FILE_NOT_FOUND,
                 "the class DeepAlive.Cluster cannot be registered: there is no " +
                     config::utf8_from_path(dll) +
                     ". Put it there and install the service again; until then generated scripts "
                     "run deepalive_ask.exe"};
  }
  const std::wstring server = kClassKey + L"\\InprocServer32";
  const struct {
    std::wstring key;
    const wchar_t* name;
    std::wstring value;
  } values[] = {{kClassKey, nullptr, L"DeepAlive, for the scripts of a failover cluster"},
                {server, nullptr, dll.wstring()},
                {server, L"ThreadingModel", L"Both"},
                // Last, so that nobody finds a class by its name that is half there.
                {kNameKey + L"\\CLSID", nullptr, cluster::kScriptClassText}};
  for (const auto& value : values) {
    const LSTATUS status = RegSetKeyValueW(
        HKEY_LOCAL_MACHINE, (classes + value.key).c_str(), value.name, REG_SZ, value.value.c_str(),
        static_cast<DWORD>((value.value.size() + 1) * sizeof(wchar_t)));
    if (status != ERROR_SUCCESS) return failed("cannot be registered", static_cast<DWORD>(status));
  }
  return std::nullopt;
}

std::optional<Error> unregister_script_class(const std::wstring& classes) {
  for (const std::wstring& key : {kNameKey, kClassKey}) {
    const LSTATUS status = RegDeleteTreeW(HKEY_LOCAL_MACHINE, (classes + key).c_str());
    if (status != ERROR_SUCCESS && status != ERROR_FILE_NOT_FOUND) {
      return failed("cannot be taken away", static_cast<DWORD>(status));
    }
  }
  return std::nullopt;
}

}  // namespace deepalive::service
