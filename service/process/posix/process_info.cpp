#include "service/process/process_info.h"

#include <sys/resource.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>

namespace deepalive::service {
namespace {

double to_seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

// /proc/self/stat's field 22 (proc(5)): start time in ticks since boot. The name in field 2 may
// hold blanks, so counting begins after its closing parenthesis.
double read_start_time() {
  std::ifstream stat("/proc/self/stat");
  std::string text;
  std::getline(stat, text);
  const auto name_end = text.rfind(')');
  std::ifstream uptime_file("/proc/uptime");
  double uptime = 0;
  if (name_end == text.npos || !(uptime_file >> uptime)) return 0;
  std::size_t field = name_end;
  for (int skipped = 0; skipped < 20 && field != text.npos; ++skipped)
    field = text.find(' ', field + 1);
  if (field == text.npos) return 0;
  const double ticks = std::stod(text.substr(field));
  const double now =
      std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
  return now - uptime + ticks / static_cast<double>(sysconf(_SC_CLK_TCK));
}

}  // namespace

std::uint32_t process_id() { return static_cast<std::uint32_t>(::getpid()); }

ProcessInfo read_process_info() {
  static const double start_time = read_start_time();
  ProcessInfo info;
  info.start_time_seconds = start_time;
  rusage usage{};
  if (getrusage(RUSAGE_SELF, &usage) == 0) {
    info.cpu_seconds = to_seconds(usage.ru_utime) + to_seconds(usage.ru_stime);
  }
  std::ifstream statm("/proc/self/statm");
  std::uint64_t total_pages = 0;
  std::uint64_t resident_pages = 0;
  if (statm >> total_pages >> resident_pages) {
    info.resident_bytes = resident_pages * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
  }
  std::error_code error;
  for (std::filesystem::directory_iterator entry("/proc/self/fd", error), end;
       !error && entry != end; entry.increment(error)) {
    ++info.open_handles;
  }
  return info;
}

}  // namespace deepalive::service
