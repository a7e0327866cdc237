#include "service/watchdog/watchdog_rules.h"

#include "core/units.h"

namespace deepalive::service {

std::string WatchdogRules::look(const std::vector<Thread>& threads, const ProcessInfo& process) {
  silent_.resize(threads.size());
  for (std::size_t i = 0; i < threads.size(); ++i) {
    silent_[i] = threads[i].came_round ? 0 : silent_[i] + 1;
    if (silent_[i] >= limits_.silent_looks) {
      return "the thread '" + threads[i].name + "' has not come round in " +
             std::to_string(silent_[i]) + " looks, one each second";
    }
  }
  memory_over_ = process.resident_bytes > limits_.resident_bytes ? memory_over_ + 1 : 0;
  if (memory_over_ >= limits_.looks_over_limit) {
    return "it uses " + std::to_string(process.resident_bytes >> 20) +
           " MiB of memory, more than " + format_size(limits_.resident_bytes);
  }
  handles_over_ = process.open_handles > limits_.open_handles ? handles_over_ + 1 : 0;
  if (handles_over_ >= limits_.looks_over_limit) {
    return "it has " + std::to_string(process.open_handles) + " handles open, more than " +
           std::to_string(limits_.open_handles);
  }
  return {};
}

}  // namespace deepalive::service
