#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>

#include "core/spec.h"
#include "core/time.h"
#include "service/journal/segment_file.h"

namespace deepalive::service {

struct JournalOptions {
  std::filesystem::path data_dir;
  JournalSpec limits{};
  std::size_t queue = std::size_t{4} << 20;         // bytes of inputs that may wait for the disk
  Duration flush_every = std::chrono::seconds(1);   // of what is not urgent
  Duration retry_after = std::chrono::seconds(10);  // a disk that refused
  Duration stop_within = std::chrono::seconds(3);   // a disk that hangs
  Duration segment_age = std::chrono::hours(24);
  CreateSegmentFile create = create_segment_file;
};

}  // namespace deepalive::service
