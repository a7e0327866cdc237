#include "core/protocol.h"
#include "tests/fuzz/targets.h"

namespace deepalive::fuzz {

// What a client of the pipe may send, and what an agent, or somebody in its place, may answer.
void pipe_line(std::string_view bytes) {
  protocol::ProtocolError error;
  const auto request = protocol::parse_request(bytes, error);
  require(request || !error.code.empty(), "a request that is refused has a code");
  if (!request) {
    const std::string line = protocol::format_error(error);
    require(line.size() < protocol::kMaxLine, "an error fits into a line");
    require(line.find('\n') == line.npos, "an error is one line");
  }
  if (const auto answer = protocol::parse_answer(bytes)) {
    const std::string line = protocol::format_answer(*answer);
    require(line.size() < protocol::kMaxLine, "an answer fits into a line");
    const auto again = protocol::parse_answer(line);
    require(again && again->alive == answer->alive, "an answer survives being written");
  }
  if (const auto progress = protocol::parse_progress(bytes)) {
    const auto again = protocol::parse_progress(protocol::format_progress(*progress));
    require(again && again->kind == progress->kind, "progress survives being written");
  }
}

}  // namespace deepalive::fuzz
