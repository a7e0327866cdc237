#include "service/journal/segment_file.h"

#include <windows.h>

#include <algorithm>
#include <string>

#include "probes/windows/handle.h"
#include "service/files/windows/file_error.h"

namespace deepalive::service {
namespace {

class WindowsSegmentFile final : public SegmentFile {
 public:
  WindowsSegmentFile(std::filesystem::path path, windows::Handle file)
      : path_(std::move(path)), file_(std::move(file)) {}

  std::optional<Error> write(std::string_view bytes) override {
    while (!bytes.empty()) {
      const auto piece = static_cast<DWORD>(std::min<std::size_t>(bytes.size(), kPiece));
      DWORD written = 0;
      if (!WriteFile(file_.get(), bytes.data(), piece, &written, nullptr) || written == 0) {
        return file_error(path_, "be written", GetLastError());
      }
      bytes.remove_prefix(written);
    }
    return std::nullopt;
  }

  std::optional<Error> flush() override {
    if (!FlushFileBuffers(file_.get())) return file_error(path_, "be flushed", GetLastError());
    return std::nullopt;
  }

 private:
  static constexpr std::size_t kPiece = std::size_t{1} << 20;

  const std::filesystem::path path_;
  const windows::Handle file_;
};

}  // namespace

Result<std::unique_ptr<SegmentFile>> create_segment_file(const std::filesystem::path& path) {
  windows::Handle file(CreateFileW(path.c_str(), GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_DELETE,
                                   nullptr, CREATE_NEW, FILE_ATTRIBUTE_NORMAL, nullptr));
  if (!file) return file_error(path, "be created", GetLastError());
  return std::unique_ptr<SegmentFile>(std::make_unique<WindowsSegmentFile>(path, std::move(file)));
}

}  // namespace deepalive::service
