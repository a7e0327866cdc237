#include "config/file_exposure.h"

#include "config/windows/access_list.h"
// After windows.h, which it needs.
#include <aclapi.h>

#include <memory>
#include <string_view>

namespace deepalive::config {
namespace {

struct Freed {
  void operator()(void* memory) const { LocalFree(memory); }
};

// By numbers, since the names differ between Windows' languages.
constexpr std::string_view kCure =
    "; if it holds a secret: icacls FILE /inheritance:r /grant *S-1-5-18:R *S-1-5-32-544:F";

}  // namespace

std::string file_exposure(const std::filesystem::path& file) {
  ACL* list = nullptr;
  PSECURITY_DESCRIPTOR descriptor = nullptr;
  std::wstring name = file.wstring();
  if (GetNamedSecurityInfoW(name.data(), SE_FILE_OBJECT, DACL_SECURITY_INFORMATION, nullptr,
                            nullptr, &list, nullptr, &descriptor) != ERROR_SUCCESS) {
    return "";
  }
  const std::unique_ptr<void, Freed> owner(descriptor);
  const std::string_view crowd = crowd_that_reads(list);
  if (crowd.empty()) return "";
  return "can be read by " + std::string(crowd) + std::string(kCure);
}

}  // namespace deepalive::config
