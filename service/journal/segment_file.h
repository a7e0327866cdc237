#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>

#include "core/result.h"

namespace deepalive::service {

// A file that grows at its end. Both calls block for as long as the disk does; after an error the
// file may end in a part of what was given. Closed when it goes. One thread.
class SegmentFile {
 public:
  virtual ~SegmentFile() = default;

  virtual std::optional<Error> write(std::string_view bytes) = 0;
  // What was written survives a loss of power once this returns no error.
  virtual std::optional<Error> flush() = 0;
};

// Makes a new file; one of that name there already is an error. Others may read it meanwhile.
using CreateSegmentFile =
    std::function<Result<std::unique_ptr<SegmentFile>>(const std::filesystem::path& path)>;
Result<std::unique_ptr<SegmentFile>> create_segment_file(const std::filesystem::path& path);

}  // namespace deepalive::service
