#pragma once

#include <sched.h>
#include <sys/resource.h>
#include <sys/types.h>
#include <unistd.h>

#include <fstream>
#include <string>

// Processor time, and on which processors it is spent.
namespace deepalive::bench {

// RUSAGE_SELF or RUSAGE_THREAD; microseconds.
inline double cpu_of(int who) {
  rusage usage{};
  ::getrusage(who, &usage);
  const auto in_us = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) * 1e6 + static_cast<double>(time.tv_usec);
  };
  return in_us(usage.ru_utime) + in_us(usage.ru_stime);
}

// Of another process, its threads included; microseconds, in steps of the system's ticks.
inline double cpu_of_process(pid_t id) {
  std::ifstream file("/proc/" + std::to_string(id) + "/stat");
  std::string text;
  std::getline(file, text, ')');  // the name may hold spaces
  double user = 0;
  double system = 0;
  for (int field = 3; field <= 13; ++field) file >> text;
  file >> user >> system;
  return (user + system) * 1e6 / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

// Of the calling thread, and of those and the processes that it starts from now on. Without effect
// on machines that do not have this processor.
class RunOn {
 public:
  explicit RunOn(int processor) {
    ::sched_getaffinity(0, sizeof before_, &before_);
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(processor, &set);
    ::sched_setaffinity(0, sizeof set, &set);
  }
  ~RunOn() { ::sched_setaffinity(0, sizeof before_, &before_); }
  RunOn(const RunOn&) = delete;
  RunOn& operator=(const RunOn&) = delete;

 private:
  cpu_set_t before_{};
};

}  // namespace deepalive::bench
