#include "tests/standins/cluster/call_cost.h"

#include <windows.h>

#include <array>

namespace deepalive::standins {
namespace {

// Wine's own numbers of a thread's times are those of /proc, in steps of 10 ms; Linux itself knows
// nanoseconds, and a program under Wine may ask it as any other does.
constexpr long kGetResourceUsage = 98;
constexpr long kGetTime = 228;
constexpr long kThisThread = 1;                 // RUSAGE_THREAD
constexpr long kThreadsProcessorTime = 3;       // CLOCK_THREAD_CPUTIME_ID
constexpr std::size_t kVoluntarySwitches = 16;  // ru_nvcsw among rusage's words of 64 bits

long linux_call(long number, long first, void* second) {
  long long result = 0;
  asm volatile("syscall"
               : "=a"(result)
               : "a"(static_cast<long long>(number)), "D"(static_cast<long long>(first)),
                 "S"(second)
               : "rcx", "r11", "memory");
  return static_cast<long>(result);
}

}  // namespace

bool CallMeter::linux_below() {
  if (GetProcAddress(GetModuleHandleW(L"ntdll.dll"), "wine_get_version") == nullptr) return false;
  std::array<long long, 2> time{};
  return linux_call(kGetTime, kThreadsProcessorTime, time.data()) == 0;
}

CallMeter::Usage CallMeter::usage() const {
  if (!known_) return {};
  std::array<long long, 18> words{};
  std::array<long long, 2> time{};
  linux_call(kGetResourceUsage, kThisThread, words.data());
  linux_call(kGetTime, kThreadsProcessorTime, time.data());
  return {std::chrono::seconds(time[0]) + std::chrono::nanoseconds(time[1]),
          static_cast<long>(words[kVoluntarySwitches])};
}

}  // namespace deepalive::standins
