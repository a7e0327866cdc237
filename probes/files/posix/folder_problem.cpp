#include <dirent.h>

#include <cerrno>
#include <system_error>

#include "probes/files/folder.h"

namespace deepalive::probes {
namespace {

Finding problem(int code) {
  Finding finding{.reason = Reason::path_unreadable,
                  .detail = std::generic_category().message(code)};
  if (code == ENOENT || code == ENOTDIR) finding.reason = Reason::path_missing;
  if (code == EACCES || code == EPERM) finding.outcome = Outcome::indeterminate;
  return finding;
}

}  // namespace

std::optional<Finding> folder_problem(const std::string& path) {
  DIR* const folder = opendir(path.c_str());
  if (folder == nullptr) return problem(errno);
  errno = 0;
  const bool listed = readdir(folder) != nullptr || errno == 0;
  const int code = errno;
  closedir(folder);
  if (!listed) return problem(code);
  return std::nullopt;
}

}  // namespace deepalive::probes
