#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "service/events/event_list.h"

namespace deepalive::service {

// An insert as the Event Log may hold it. Event Viewer expands %1, %%1, %{…} in inserts too, again
// and again, and knows no escape for them (MS-EVEN 3.2.4.1.5): a blank behind the percent sign
// keeps what was written from becoming something else.
std::string event_log_insert(std::string_view insert);

// The identifier with its severity, as the message table has it.
std::uint32_t message_id(const EventInfo& info);

}  // namespace deepalive::service
