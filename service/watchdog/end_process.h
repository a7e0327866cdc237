#pragma once

#include <filesystem>
#include <string>

namespace deepalive::service {

// Ends this process now: no destructors, no atexit, nothing that a thread that hangs could hold up.
[[noreturn]] void end_process(int exit_code);

// Writes what is needed to see in a debugger where each thread stands: on Windows a minidump
// (MiniDumpWithThreadInfo, without the memory that could hold secrets beyond stacks) into this
// folder, of which the newest three are kept; elsewhere nothing. Its path, or empty. May hang: call
// it on a thread that may be left behind.
std::string write_dump(const std::filesystem::path& folder);

}  // namespace deepalive::service
