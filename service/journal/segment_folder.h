#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/spec.h"
#include "service/journal/frame.h"
#include "service/journal/segment_file.h"

namespace deepalive::service {

// <data_dir>/journal: files <sequence>.journal of frames. Each begins with all that its inputs are
// understood by, so the oldest can go at any time, and what stands behind damage is lost only up to
// the next file. A file is written by one run of the agent and never again, so nothing ever stands
// behind a torn end. Blocks for as long as the disk does. One thread; others may read beside it.
class SegmentFolder {
 public:
  explicit SegmentFolder(std::filesystem::path data_dir,
                         CreateSegmentFile create = create_segment_file);

  struct Segment {
    std::uint64_t sequence = 0;
    std::filesystem::path path;
    std::uintmax_t size = 0;
  };
  // The oldest first. Files of other names are not looked at.
  std::vector<Segment> list() const;

  // A file's frames up to its end or to damage; `tell` hears of what is wrong with it.
  using Take = std::function<void(const Frame& frame)>;
  using Tell = std::function<void(std::string problem)>;
  static void read(const Segment& segment, const Take& take, const Tell& tell);

  // The same for all of them; and cuts off, or sets aside, what can never be read, so that it is
  // told of once.
  void read_and_mend(const Take& take, const Tell& tell);

  // Begins a new file; null when it could be.
  std::optional<Error> begin();
  bool is_open() const { return file_ != nullptr; }
  void close() { file_.reset(); }
  std::optional<Error> write(std::string_view bytes) { return file_->write(bytes); }
  std::optional<Error> flush() { return file_->flush(); }

  // Deletes the oldest files that are too many or too old. The one that is written stays.
  void prune(const JournalSpec& limits);

 private:
  const std::filesystem::path folder_;
  const CreateSegmentFile create_;
  std::unique_ptr<SegmentFile> file_;
  std::uint64_t sequence_ = 0;  // of the file that is written, or was last
};

}  // namespace deepalive::service
