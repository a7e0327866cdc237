#pragma once

namespace deepalive::service {

// What debuggers, dumps and ps call this thread: ASCII, at most 15 characters.
void name_thread(const char* name);

}  // namespace deepalive::service
