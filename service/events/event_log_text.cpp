#include "service/events/event_log_text.h"

namespace deepalive::service {

std::string event_log_insert(std::string_view insert) {
  std::string safe;
  for (std::size_t i = 0; i < insert.size(); ++i) {
    safe += insert[i];
    if (insert[i] != '%') continue;
    // At the end, what follows in the message would be taken for its number.
    const char next = i + 1 < insert.size() ? insert[i + 1] : '0';
    if ((next >= '0' && next <= '9') || next == '{') safe += ' ';
  }
  return safe;
}

std::uint32_t message_id(const EventInfo& info) {
  const auto severity = static_cast<std::uint32_t>(info.severity) + 1;  // 0 is success
  return severity << 30 | static_cast<std::uint32_t>(info.id);
}

}  // namespace deepalive::service
