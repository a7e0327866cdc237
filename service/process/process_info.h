#pragma once

#include <cstdint>

namespace deepalive::service {

// What the operating system says about this process. A figure that could not be read is 0.
struct ProcessInfo {
  double cpu_seconds = 0;  // user and system together
  std::uint64_t resident_bytes = 0;
  double start_time_seconds = 0;   // Unix time
  std::uint64_t open_handles = 0;  // Windows: handles; Linux: file descriptors
};

std::uint32_t process_id();

// Any thread. Some system calls, no waiting.
ProcessInfo read_process_info();

}  // namespace deepalive::service
