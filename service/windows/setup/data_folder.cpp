#include "service/windows/setup/data_folder.h"

#include <windows.h>

#include <aclapi.h>
#include <openssl/evp.h>
#include <sddl.h>

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "config/environment.h"
#include "probes/windows/error_text.h"
#include "probes/windows/handle.h"
#include "probes/windows/utf8.h"
#include "service/commands/commands.h"

namespace deepalive::service {
namespace {

namespace fs = std::filesystem;
using windows::to_utf8;
using windows::to_wide;
using Descriptor = std::unique_ptr<void, decltype(&LocalFree)>;

constexpr wchar_t kTrustedInstaller[] =
    L"S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464";

Error failed(const fs::path& folder, const std::string& doing, DWORD code) {
  return {Reason::internal_error, static_cast<std::int64_t>(code),
          "the folder " + config::utf8_from_path(folder) + " " + doing + ": " +
              windows::system_message(code) + " (Win32 error " + std::to_string(code) + ")" +
              (code == ERROR_ACCESS_DENIED ? "; run this as administrator" : "")};
}

std::string text_of(PSID sid) {
  wchar_t* text = nullptr;
  if (!ConvertSidToStringSidW(sid, &text)) return "an unknown account";
  const std::unique_ptr<void, decltype(&LocalFree)> owned(text, &LocalFree);
  return to_utf8(text);
}

bool is_this_user(PSID sid) {
  HANDLE raw = nullptr;
  if (!OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &raw)) return false;
  const windows::Handle token(raw);
  alignas(TOKEN_USER) std::array<std::byte, sizeof(TOKEN_USER) + SECURITY_MAX_SID_SIZE> space{};
  DWORD size = 0;
  if (!GetTokenInformation(token.get(), TokenUser, space.data(), space.size(), &size)) return false;
  return EqualSid(reinterpret_cast<TOKEN_USER*>(space.data())->User.Sid, sid);
}

// This user has the rights to install a service: what is theirs is an administrator's.
bool is_trusted(PSID owner) {
  return IsWellKnownSid(owner, WinLocalSystemSid) ||
         IsWellKnownSid(owner, WinBuiltinAdministratorsSid) ||
         text_of(owner) == to_utf8(kTrustedInstaller) || is_this_user(owner);
}

struct Protection {
  bool exists = false;
  bool own_rights = false;  // nothing is inherited
};

Result<Protection> look_at(const fs::path& folder) {
  const DWORD attributes = GetFileAttributesW(folder.c_str());
  if (attributes == INVALID_FILE_ATTRIBUTES) {
    const DWORD code = GetLastError();
    if (code == ERROR_FILE_NOT_FOUND || code == ERROR_PATH_NOT_FOUND) return Protection{};
    return failed(folder, "cannot be looked at", code);
  }
  const std::string name = config::utf8_from_path(folder);
  if (!(attributes & FILE_ATTRIBUTE_DIRECTORY) || (attributes & FILE_ATTRIBUTE_REPARSE_POINT)) {
    return Error{Reason::internal_error, ERROR_DIRECTORY,
                 name + " is a file or a link, and should be a folder: remove it, and try again"};
  }
  PSID owner = nullptr;
  PSECURITY_DESCRIPTOR raw = nullptr;
  const DWORD code = GetNamedSecurityInfoW(folder.c_str(), SE_FILE_OBJECT,
                                           OWNER_SECURITY_INFORMATION | DACL_SECURITY_INFORMATION,
                                           &owner, nullptr, nullptr, nullptr, &raw);
  const Descriptor descriptor(raw, &LocalFree);
  if (code != ERROR_SUCCESS) return failed(folder, "does not tell whose it is", code);
  if (!owner || !is_trusted(owner)) {
    return Error{Reason::internal_error, ERROR_INVALID_OWNER,
                 "the folder " + name + " belongs to " + (owner ? text_of(owner) : "nobody") +
                     ", who is no administrator and may have put a configuration there that the "
                     "agent would run as the system. Look at what is in it; then remove it, or "
                     "take it over: icacls \"" +
                     name + "\" /setowner *S-1-5-32-544 /T"};
  }
  SECURITY_DESCRIPTOR_CONTROL control = 0;
  DWORD revision = 0;
  GetSecurityDescriptorControl(raw, &control, &revision);
  return Protection{true, (control & SE_DACL_PROTECTED) != 0};
}

}  // namespace

fs::path data_folder() { return config::path_from_utf8(default_config_file()).parent_path(); }

std::string service_sid(std::string_view service) {
  std::wstring name = to_wide(service);
  CharUpperBuffW(name.data(), static_cast<DWORD>(name.size()));
  std::array<std::uint32_t, 5> parts{};
  unsigned size = sizeof parts;
  // 20 bytes, taken as five numbers with the lowest byte first, as this machine has them.
  EVP_Digest(name.data(), name.size() * sizeof(wchar_t),
             reinterpret_cast<unsigned char*>(parts.data()), &size, EVP_sha1(), nullptr);
  std::string sid = "S-1-5-80";
  for (const std::uint32_t part : parts) sid += "-" + std::to_string(part);
  return sid;
}

std::string data_folder_rights(std::string_view service) {
  return "O:BAD:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;FA;;;" + service_sid(service) + ")";
}

std::optional<Error> protect_data_folder(const fs::path& folder, std::string_view service) {
  PSECURITY_DESCRIPTOR raw = nullptr;
  if (!ConvertStringSecurityDescriptorToSecurityDescriptorW(
          to_wide(data_folder_rights(service)).c_str(), SDDL_REVISION_1, &raw, nullptr)) {
    return failed(folder, "has no rights that this system understands", GetLastError());
  }
  const Descriptor rights(raw, &LocalFree);
  SECURITY_ATTRIBUTES attributes{sizeof(SECURITY_ATTRIBUTES), rights.get(), FALSE};
  // With its rights from its first moment.
  if (CreateDirectoryW(folder.c_str(), &attributes)) return std::nullopt;
  const DWORD code = GetLastError();
  if (code != ERROR_ALREADY_EXISTS) return failed(folder, "cannot be made", code);
  const auto found = look_at(folder);
  if (!found) return found.error();
  if (found->own_rights) return std::nullopt;
  BOOL present = FALSE;
  BOOL defaulted = FALSE;
  ACL* list = nullptr;
  GetSecurityDescriptorDacl(rights.get(), &present, &list, &defaulted);
  std::wstring name = folder.wstring();
  const DWORD set = SetNamedSecurityInfoW(
      name.data(), SE_FILE_OBJECT, DACL_SECURITY_INFORMATION | PROTECTED_DACL_SECURITY_INFORMATION,
      nullptr, nullptr, list, nullptr);
  if (set != ERROR_SUCCESS) return failed(folder, "cannot be protected", set);
  return std::nullopt;
}

Result<bool> purge_data_folder(const fs::path& folder) {
  const auto found = look_at(folder);
  if (!found) return found.error();
  if (!found->exists) return false;
  std::error_code error;
  fs::remove_all(folder, error);
  if (error) return failed(folder, "cannot be removed", static_cast<DWORD>(error.value()));
  return true;
}

}  // namespace deepalive::service
