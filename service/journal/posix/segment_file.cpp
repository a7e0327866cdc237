#include "service/journal/segment_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <string>

#include "service/files/posix/file_error.h"

namespace deepalive::service {
namespace {

class PosixSegmentFile final : public SegmentFile {
 public:
  PosixSegmentFile(std::filesystem::path path, int file) : path_(std::move(path)), file_(file) {}
  ~PosixSegmentFile() override { ::close(file_); }
  PosixSegmentFile(const PosixSegmentFile&) = delete;
  PosixSegmentFile& operator=(const PosixSegmentFile&) = delete;

  std::optional<Error> write(std::string_view bytes) override {
    while (!bytes.empty()) {
      const ssize_t written = ::write(file_, bytes.data(), bytes.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) return file_error(path_, "be written", errno);
      bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return std::nullopt;
  }

  std::optional<Error> flush() override {
    if (::fdatasync(file_) != 0) return file_error(path_, "be flushed", errno);
    return std::nullopt;
  }

 private:
  const std::filesystem::path path_;
  const int file_;
};

}  // namespace

Result<std::unique_ptr<SegmentFile>> create_segment_file(const std::filesystem::path& path) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0600);
  if (file < 0) return file_error(path, "be created", errno);
  // Its name is on disk once the folder is.
  const int folder = ::open(path.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder >= 0) {
    ::fsync(folder);
    ::close(folder);
  }
  return std::unique_ptr<SegmentFile>(std::make_unique<PosixSegmentFile>(path, file));
}

}  // namespace deepalive::service
