#include "service/pipe/pipe_client.h"

#include <array>

#include "core/protocol.h"
#include "core/units.h"
#include "service/pipe/client_pipe.h"

namespace deepalive::service {
namespace {

// Takes lines off a pipe.
class LineReader {
 public:
  LineReader(ClientPipe& pipe, const std::string& path) : pipe_(pipe), path_(path) {}

  Result<std::string> next(TimePoint deadline) {
    std::size_t searched = 0;
    while (true) {
      const auto end = bytes_.find('\n', searched);
      if (end != bytes_.npos) {
        std::string line = bytes_.substr(0, end);
        bytes_.erase(0, end + 1);
        return line;
      }
      if (bytes_.size() > kMaxPipeAnswer) {
        return Error{Reason::agent_unreachable, 0,
                     path_ + ": the answer is longer than " + format_size(kMaxPipeAnswer)};
      }
      searched = bytes_.size();
      const auto count = pipe_.read(space_, deadline);
      if (!count) return count.error();
      if (*count == 0) {
        return Error{Reason::agent_unreachable, 0,
                     path_ + ": the agent closed the pipe before its answer was complete"};
      }
      bytes_.append(space_.data(), *count);
    }
  }

 private:
  ClientPipe& pipe_;
  const std::string& path_;
  std::string bytes_;
  std::array<char, 32768> space_;
};

std::optional<Error> send(ClientPipe& pipe, std::string_view line, TimePoint deadline) {
  if (line.size() >= protocol::kMaxLine || line.find('\n') != line.npos) {
    return Error{
        Reason::internal_error, 0,
        "a request is one line of less than " + std::to_string(protocol::kMaxLine) + " bytes"};
  }
  return pipe.write(std::string(line) + '\n', deadline);
}

}  // namespace

Result<std::string> pipe_ask(const PipeAddress& address, std::string_view line, Duration deadline) {
  const TimePoint end = std::chrono::steady_clock::now() + deadline;
  auto pipe = ClientPipe::open(address, PipeAccess::control, end);
  if (!pipe) return pipe.error();
  if (auto error = send(*pipe, line, end)) return *error;
  return LineReader(*pipe, address.path).next(end);
}

std::optional<Error> pipe_converse(const PipeAddress& address, std::string_view line,
                                   Duration deadline,
                                   const std::function<bool(const std::string& line)>& more) {
  const TimePoint end = std::chrono::steady_clock::now() + deadline;
  auto pipe = ClientPipe::open(address, PipeAccess::control, end);
  if (!pipe) return pipe.error();
  if (auto error = send(*pipe, line, end)) return error;
  LineReader lines(*pipe, address.path);
  while (true) {
    const auto next = lines.next(end);
    if (!next) return next.error();
    if (!more(*next)) return std::nullopt;
  }
}

Result<std::string> pipe_read_answer(const PipeAddress& address, Duration deadline) {
  const TimePoint end = std::chrono::steady_clock::now() + deadline;
  auto pipe = ClientPipe::open(address, PipeAccess::answer, end);
  if (!pipe) return pipe.error();
  return LineReader(*pipe, address.path).next(end);
}

}  // namespace deepalive::service
