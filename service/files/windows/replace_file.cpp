#include "service/files/replace_file.h"

#include <windows.h>

#include <aclapi.h>

#include <memory>
#include <string>

#include "probes/windows/handle.h"
#include "service/files/windows/file_error.h"

namespace deepalive::service {
namespace {

using Rights = std::unique_ptr<void, decltype(&LocalFree)>;

// Null: there is no such file, or it does not tell; then the folder's rights are inherited.
Rights rights_of(const std::filesystem::path& path) {
  PSECURITY_DESCRIPTOR descriptor = nullptr;
  GetNamedSecurityInfoW(path.c_str(), SE_FILE_OBJECT, DACL_SECURITY_INFORMATION, nullptr, nullptr,
                        nullptr, nullptr, &descriptor);
  return {descriptor, &LocalFree};
}

}  // namespace

std::optional<Error> replace_file(const std::filesystem::path& path, std::string_view content) {
  std::filesystem::path fresh = path;
  fresh += L".new";
  {
    const Rights rights = rights_of(path);
    SECURITY_ATTRIBUTES attributes{sizeof(SECURITY_ATTRIBUTES), rights.get(), FALSE};
    DeleteFileW(fresh.c_str());  // one that was left behind would keep its own rights
    const windows::Handle file(CreateFileW(fresh.c_str(), GENERIC_WRITE, 0,
                                           rights ? &attributes : nullptr, CREATE_ALWAYS,
                                           FILE_ATTRIBUTE_NORMAL, nullptr));
    if (!file) return file_error(fresh, "be created", GetLastError());
    DWORD written = 0;
    if (!WriteFile(file.get(), content.data(), static_cast<DWORD>(content.size()), &written,
                   nullptr) ||
        written != content.size() || !FlushFileBuffers(file.get())) {
      return file_error(fresh, "be written", GetLastError());
    }
  }
  if (!MoveFileExW(fresh.c_str(), path.c_str(),
                   MOVEFILE_REPLACE_EXISTING | MOVEFILE_WRITE_THROUGH)) {
    return file_error(path, "be replaced", GetLastError());
  }
  return std::nullopt;
}

}  // namespace deepalive::service
