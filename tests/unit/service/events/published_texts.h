#pragma once

#include <string>

namespace deepalive::testing {

// What is made from the list of events, as it has to stand in the tree.

// service/events/windows/messages.mc, for mc.exe and windmc.
std::string message_file();
// The table in docs/events.md.
std::string event_table();

}  // namespace deepalive::testing
