#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "core/time.h"
#include "probes/finding.h"

namespace deepalive::probes {

inline constexpr std::size_t kMaxCommandOutput = std::size_t{4} * 1024;  // bytes; more is dropped

struct CommandResult {
  bool timed_out = false;
  std::optional<int> exit_code{};  // none = killed
  std::string output{};            // standard output and error, the beginning
};

// Starts a program without a shell and waits for its end; at the deadline it is killed. Whatever it
// has started and left behind is killed in both cases. It gets no input, none of our handles, and
// our environment. Blocks, a little over the timeout at most unless starting itself hangs. The
// error is command_not_started.
Result<CommandResult> run_command(const std::vector<std::string>& run, Duration timeout);

// What a result says, by the exit codes of monitoring plugins: 0 passes, 1 passes degraded, 2
// fails. Everything else, and no end in time, says nothing.
Finding judge_command(const Result<CommandResult>& result, Duration timeout);

// Windows' one string for a program and its arguments, from which the program gets back exactly
// these if it takes it apart as Microsoft's C runtime does.
std::string windows_command_line(const std::vector<std::string>& run);

}  // namespace deepalive::probes
