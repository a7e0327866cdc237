#include "service/pipe/pipe_client.h"

#include <array>

#include "core/protocol.h"
#include "core/units.h"
#include "service/pipe/client_pipe.h"

namespace deepalive::service {
namespace {

Result<std::string> read_line(ClientPipe& pipe, const std::string& path, TimePoint deadline) {
  std::string line;
  std::array<char, 32768> bytes;
  while (true) {
    const auto count = pipe.read(bytes, deadline);
    if (!count) return count.error();
    if (*count == 0) {
      return Error{Reason::agent_unreachable, 0,
                   path + ": the agent closed the pipe before its answer was complete"};
    }
    const auto searched = line.size();
    line.append(bytes.data(), *count);
    const auto end = line.find('\n', searched);
    if (end != line.npos) {
      line.resize(end);
      return line;
    }
    if (line.size() > kMaxPipeAnswer) {
      return Error{Reason::agent_unreachable, 0,
                   path + ": the answer is longer than " + format_size(kMaxPipeAnswer)};
    }
  }
}

}  // namespace

Result<std::string> pipe_ask(const PipeAddress& address, std::string_view line, Duration deadline) {
  if (line.size() >= protocol::kMaxLine || line.find('\n') != line.npos) {
    return Error{
        Reason::internal_error, 0,
        "a request is one line of less than " + std::to_string(protocol::kMaxLine) + " bytes"};
  }
  const TimePoint end = std::chrono::steady_clock::now() + deadline;
  auto pipe = ClientPipe::open(address, PipeAccess::control, end);
  if (!pipe) return pipe.error();
  if (auto error = pipe->write(std::string(line) + '\n', end)) return *error;
  return read_line(*pipe, address.path, end);
}

Result<std::string> pipe_read_answer(const PipeAddress& address, Duration deadline) {
  const TimePoint end = std::chrono::steady_clock::now() + deadline;
  auto pipe = ClientPipe::open(address, PipeAccess::answer, end);
  if (!pipe) return pipe.error();
  return read_line(*pipe, address.path, end);
}

}  // namespace deepalive::service
