#include "service/doctor/machine.h"

#include <windows.h>  // before the others, which need it

#include <lmcons.h>
#include <lmerr.h>
#include <lmremutl.h>

#include <chrono>
#include <utility>
#include <vector>

#include "probes/files/folder.h"
#include "probes/service/windows/scm_service_reader.h"
#include "probes/windows/error_text.h"
#include "probes/windows/utf8.h"
#include "service/doctor/windows/registry.h"

namespace deepalive::service::doctor {
namespace {

Error failed(Reason reason, const std::string& what, DWORD code) {
  return {reason, code,
          what + ": " + windows::system_message(code) + " (" + std::to_string(code) + ")"};
}

// Null: the file has none.
std::optional<std::string> version_of(const std::wstring& file) {
  DWORD ignored = 0;
  const DWORD size = GetFileVersionInfoSizeW(file.c_str(), &ignored);
  if (size == 0) return std::nullopt;
  std::vector<BYTE> info(size);
  void* found = nullptr;
  UINT found_size = 0;
  if (!GetFileVersionInfoW(file.c_str(), 0, size, info.data()) ||
      !VerQueryValueW(info.data(), L"\\", &found, &found_size) ||
      found_size < sizeof(VS_FIXEDFILEINFO)) {
    return std::nullopt;
  }
  const auto& fixed = *static_cast<const VS_FIXEDFILEINFO*>(found);
  return std::to_string(HIWORD(fixed.dwFileVersionMS)) + "." +
         std::to_string(LOWORD(fixed.dwFileVersionMS)) + "." +
         std::to_string(HIWORD(fixed.dwFileVersionLS)) + "." +
         std::to_string(LOWORD(fixed.dwFileVersionLS));
}

Result<std::string> identity(const std::string& file) {
  const std::wstring wide = windows::to_wide(file);
  if (GetFileAttributesW(wide.c_str()) == INVALID_FILE_ATTRIBUTES) {
    const DWORD code = GetLastError();
    const bool missing = code == ERROR_FILE_NOT_FOUND || code == ERROR_PATH_NOT_FOUND;
    return failed(missing ? Reason::path_missing : Reason::path_unreadable, file, code);
  }
  if (auto version = version_of(wide)) return *std::move(version);
  return file_hash(file);
}

Result<bool> is_administrator() {
  SID_IDENTIFIER_AUTHORITY authority = SECURITY_NT_AUTHORITY;
  PSID group = nullptr;
  if (!AllocateAndInitializeSid(&authority, 2, SECURITY_BUILTIN_DOMAIN_RID, DOMAIN_ALIAS_RID_ADMINS,
                                0, 0, 0, 0, 0, 0, &group)) {
    return failed(Reason::internal_error, "this command's rights", GetLastError());
  }
  BOOL member = FALSE;
  const BOOL looked = CheckTokenMembership(nullptr, group, &member);
  const DWORD code = GetLastError();
  FreeSid(group);
  if (!looked) return failed(Reason::internal_error, "this command's rights", code);
  return member != FALSE;
}

// Of the Remote Time of Day, in UTC to a hundredth of a second. Not linked: some systems have the
// library without these functions.
Result<Duration> clock_ahead(const std::string& node) {
  const HMODULE library = LoadLibraryExW(L"netapi32.dll", nullptr, LOAD_LIBRARY_SEARCH_SYSTEM32);
  const auto function = [library](const char* name) {
    return library ? reinterpret_cast<void*>(GetProcAddress(library, name)) : nullptr;
  };
  using Ask = NET_API_STATUS(WINAPI*)(LPCWSTR server, LPBYTE * buffer);
  using Free = NET_API_STATUS(WINAPI*)(LPVOID buffer);
  // Wine has it as a stub that ends the process.
  const bool is_wine =
      GetProcAddress(GetModuleHandleW(L"ntdll.dll"), "wine_get_version") != nullptr;
  const auto ask = is_wine ? nullptr : reinterpret_cast<Ask>(function("NetRemoteTOD"));
  const auto release = reinterpret_cast<Free>(function("NetApiBufferFree"));
  if (!ask || !release) {
    return Error{Reason::internal_error, 0, "this Windows cannot ask other nodes for the time"};
  }
  BYTE* buffer = nullptr;
  const auto before = std::chrono::system_clock::now();
  const NET_API_STATUS status = ask((L"\\\\" + windows::to_wide(node)).c_str(), &buffer);
  const auto after = std::chrono::system_clock::now();
  if (status != NERR_Success || buffer == nullptr) {
    return failed(Reason::internal_error, "its clock", status);
  }
  const auto& time = *reinterpret_cast<const TIME_OF_DAY_INFO*>(buffer);
  const auto theirs = std::chrono::system_clock::time_point(
      std::chrono::seconds(time.tod_elapsedt) + std::chrono::milliseconds(time.tod_hunds * 10));
  release(buffer);
  return std::chrono::duration_cast<Duration>(theirs - (before + (after - before) / 2));
}

std::string computer_name() {
  wchar_t name[MAX_COMPUTERNAME_LENGTH + 1];
  DWORD size = std::size(name);
  return GetComputerNameW(name, &size) ? windows::to_utf8({name, size}) : std::string();
}

}  // namespace

Machine this_machine() {
  return {.name = computer_name(),
          .windows_folder = probes::environment_variable("windir").value_or("C:\\Windows"),
          .program_data = probes::environment_variable("ProgramData").value_or("C:\\ProgramData"),
          .registry = make_registry,
          .services = []() -> std::shared_ptr<probes::ServiceReader> {
            return probes::make_scm_service_reader();
          },
          .file_identity = identity,
          .is_administrator = is_administrator,
          .clock_ahead = clock_ahead};
}

}  // namespace deepalive::service::doctor
