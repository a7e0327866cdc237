#include <windows.h>

#include "probes/files/folder.h"
#include "probes/windows/error_text.h"
#include "probes/windows/utf8.h"

namespace deepalive::probes {
namespace {

// From so many characters on, Win32 takes a path only in its long form.
constexpr std::size_t kLongPath = 240;

Finding problem(DWORD code) {
  Finding finding{.reason = Reason::path_unreadable,
                  .detail = windows::system_message(code) + " (" + std::to_string(code) + ")"};
  switch (code) {
    case ERROR_FILE_NOT_FOUND:
    case ERROR_PATH_NOT_FOUND:
    case ERROR_DIRECTORY:  // it is a file
    case ERROR_INVALID_NAME:
    case ERROR_INVALID_DRIVE:
      finding.reason = Reason::path_missing;
      break;
    case ERROR_ACCESS_DENIED:
    case ERROR_LOGON_FAILURE:
      finding.outcome = Outcome::indeterminate;
      break;
    default:
      break;
  }
  return finding;
}

std::wstring pattern_in(std::wstring folder) {
  for (wchar_t& c : folder) {
    if (c == L'/') c = L'\\';
  }
  while (folder.ends_with(L'\\')) folder.pop_back();
  if (folder.size() >= kLongPath && !folder.starts_with(LR"(\\?\)")) {
    folder = folder.starts_with(LR"(\\)") ? LR"(\\?\UNC)" + folder.substr(1) : LR"(\\?\)" + folder;
  }
  return folder + L"\\*";
}

}  // namespace

std::optional<Finding> folder_problem(const std::string& path) {
  WIN32_FIND_DATAW first;
  const HANDLE search =
      FindFirstFileExW(pattern_in(windows::to_wide(path)).c_str(), FindExInfoBasic, &first,
                       FindExSearchNameMatch, nullptr, 0);
  if (search == INVALID_HANDLE_VALUE) {
    const DWORD code = GetLastError();
    // The root of a drive has not even "." in it.
    if (code == ERROR_FILE_NOT_FOUND) {
      const DWORD attributes = GetFileAttributesW(windows::to_wide(path).c_str());
      if (attributes != INVALID_FILE_ATTRIBUTES && (attributes & FILE_ATTRIBUTE_DIRECTORY) != 0) {
        return std::nullopt;
      }
    }
    return problem(code);
  }
  FindClose(search);
  return std::nullopt;
}

}  // namespace deepalive::probes
