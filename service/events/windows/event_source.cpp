#include "service/events/windows/event_source.h"

#include <windows.h>

#include "config/environment.h"
#include "probes/windows/error_text.h"
#include "service/events/event_list.h"

namespace deepalive::service {
namespace {

Error failed(const char* doing, DWORD code) {
  return {Reason::internal_error, static_cast<std::int64_t>(code),
          std::string("the Event Log's source DeepAlive ") + doing + ": " +
              windows::system_message(code) + " (Win32 error " + std::to_string(code) + ")" +
              (code == ERROR_ACCESS_DENIED ? "; run this as administrator" : "")};
}

std::wstring key_of(const std::wstring& log) { return log + L"\\" + kEventSource; }

}  // namespace

std::optional<Error> register_event_source(const std::filesystem::path& executable,
                                           const std::wstring& log) {
  if (!executable.is_absolute()) {
    return Error{Reason::internal_error, ERROR_BAD_PATHNAME,
                 "'" + config::utf8_from_path(executable) +
                     "' is no absolute path; Event Viewer would not find it"};
  }
  const std::wstring file = executable.wstring();
  const DWORD categories = static_cast<DWORD>(all_event_categories().size());
  const DWORD types = EVENTLOG_ERROR_TYPE | EVENTLOG_WARNING_TYPE | EVENTLOG_INFORMATION_TYPE;
  const struct {
    const wchar_t* name;
    DWORD type;
    const void* data;
    std::size_t size;
  } values[] = {
      {L"EventMessageFile", REG_EXPAND_SZ, file.c_str(), (file.size() + 1) * sizeof(wchar_t)},
      {L"CategoryMessageFile", REG_EXPAND_SZ, file.c_str(), (file.size() + 1) * sizeof(wchar_t)},
      {L"CategoryCount", REG_DWORD, &categories, sizeof categories},
      {L"TypesSupported", REG_DWORD, &types, sizeof types},
  };
  for (const auto& value : values) {
    const LSTATUS status = RegSetKeyValueW(HKEY_LOCAL_MACHINE, key_of(log).c_str(), value.name,
                                           value.type, value.data, static_cast<DWORD>(value.size));
    if (status != ERROR_SUCCESS) return failed("cannot be registered", static_cast<DWORD>(status));
  }
  return std::nullopt;
}

std::optional<Error> unregister_event_source(const std::wstring& log) {
  const LSTATUS status = RegDeleteTreeW(HKEY_LOCAL_MACHINE, key_of(log).c_str());
  if (status == ERROR_SUCCESS || status == ERROR_FILE_NOT_FOUND) return std::nullopt;
  return failed("cannot be taken away", static_cast<DWORD>(status));
}

}  // namespace deepalive::service
