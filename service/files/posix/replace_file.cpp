#include "service/files/replace_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "service/files/posix/file_error.h"

namespace deepalive::service {
namespace {

// Gives 0 or errno.
int write_all(int file, std::string_view content) {
  while (!content.empty()) {
    const ssize_t written = ::write(file, content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    content.remove_prefix(static_cast<std::size_t>(written));
  }
  return ::fsync(file) == 0 ? 0 : errno;
}

}  // namespace

std::optional<Error> replace_file(const std::filesystem::path& path, std::string_view content) {
  std::filesystem::path fresh = path;
  fresh += ".new";
  const int file = ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (file < 0) return file_error(fresh, "be created", errno);
  struct stat old {};
  // Before there is anything in it to read.
  if (::stat(path.c_str(), &old) == 0) static_cast<void>(::fchmod(file, old.st_mode & 07777));
  const int code = write_all(file, content);
  ::close(file);
  if (code != 0) return file_error(fresh, "be written", code);
  if (::rename(fresh.c_str(), path.c_str()) != 0) return file_error(path, "be replaced", errno);
  // The rename itself is on disk once the folder is.
  const int folder = ::open(path.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder >= 0) {
    ::fsync(folder);
    ::close(folder);
  }
  return std::nullopt;
}

}  // namespace deepalive::service
