#include "service/windows/stamp_dll.h"

#include <windows.h>

#include "cluster/resource/properties.h"
#include "cluster/windows/stamp.h"
#include "config/environment.h"
#include "probes/windows/error_text.h"

namespace deepalive::service {
namespace {

Error failed(const std::filesystem::path& path, const char* what, DWORD code) {
  return {Reason::internal_error, static_cast<std::int64_t>(code),
          config::utf8_from_path(path) + ": cannot " + what + ": " + windows::system_message(code)};
}

}  // namespace

std::optional<Error> stamp_dll(const std::filesystem::path& original,
                               const std::filesystem::path& copy,
                               const cluster::Settings& settings) {
  std::filesystem::path unfinished = copy;
  unfinished += L".new";
  if (!CopyFileW(original.c_str(), unfinished.c_str(), FALSE)) {
    return failed(original, "be copied", GetLastError());
  }
  auto stamp = cluster::build_property_list(cluster::to_properties(settings));
  const HANDLE update = BeginUpdateResourceW(unfinished.c_str(), FALSE);
  // RT_RCDATA; neutral language.
  const bool updated = update && UpdateResourceW(update, MAKEINTRESOURCEW(10), cluster::kStampName,
                                                 MAKELANGID(LANG_NEUTRAL, SUBLANG_NEUTRAL),
                                                 stamp.data(), static_cast<DWORD>(stamp.size()));
  DWORD code = GetLastError();
  if (update && !EndUpdateResourceW(update, !updated))
    code = GetLastError();
  else if (updated && MoveFileExW(unfinished.c_str(), copy.c_str(),
                                  MOVEFILE_REPLACE_EXISTING | MOVEFILE_WRITE_THROUGH)) {
    return std::nullopt;
  } else if (updated) {
    code = GetLastError();
  }
  DeleteFileW(unfinished.c_str());
  return failed(copy, "be written", code);
}

}  // namespace deepalive::service
