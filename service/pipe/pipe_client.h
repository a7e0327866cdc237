#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "core/result.h"
#include "core/time.h"

namespace deepalive::service {

// A pipe to talk to, and who may be at its other end.
struct PipeAddress {
  std::string path;  // as PipeNames gives it
  // Windows: the service whose process the pipe's server must be if that service runs. Empty where
  // the user named a pipe: then (as when the service does not run) the pipe's owner must be SYSTEM,
  // Administrators or this user.
  std::string service{};
};

// In bytes: the STATUS of a node with thousands of checks.
inline constexpr std::size_t kMaxPipeAnswer = std::size_t{16} << 20;

// Asks one question: sends a line (given without its end) and gives the line that comes back
// (likewise). Blocks until then, never longer than the deadline, over everything. Fails with
// agent_unreachable, or agent_not_trusted when somebody else has the pipe; the error says what to
// do. Any thread.
Result<std::string> pipe_ask(const PipeAddress& address, std::string_view line, Duration deadline);

// Asks something that is answered by line after line: hands each to `more` until that is false.
// Fails like pipe_ask(), also when the deadline comes or the agent goes meanwhile.
std::optional<Error> pipe_converse(const PipeAddress& address, std::string_view line,
                                   Duration deadline,
                                   const std::function<bool(const std::string& line)>& more);

// Reads the line of an answer pipe, in the same way.
Result<std::string> pipe_read_answer(const PipeAddress& address, Duration deadline);

}  // namespace deepalive::service
