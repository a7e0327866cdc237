#pragma once

#include <string>

namespace deepalive::service {

// The process that serves a pipe of this name: "process 4242, C:\Tools\other.exe". Empty when it
// cannot be known, as when all of the pipe's instances are taken. Opens the pipe for no more than a
// look, and lets its server learn who we are, but not act as us.
std::string pipe_holder(const std::string& address);

}  // namespace deepalive::service
