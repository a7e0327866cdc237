#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "core/result.h"
#include "core/time.h"

namespace deepalive::service {

// How an agent ended that its watchdog had to end: written by it, read by the next one.
struct LastEnd {
  std::string when;  // UTC
  std::string why;
  std::string dump;  // where the memory dump lies; empty = there is none
};

// data_dir/last-end.json. Blocks for as long as the disk does.
std::optional<Error> write_last_end(const std::filesystem::path& data_dir, const LastEnd& end);

// Takes it away, so that it is told once. Null when the last agent ended by itself. A file that is
// damaged or larger than 64 KiB counts as an end of which nothing is known.
std::optional<LastEnd> take_last_end(const std::filesystem::path& data_dir);

}  // namespace deepalive::service
