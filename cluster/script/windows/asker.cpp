#include "cluster/script/windows/asker.h"

#include <algorithm>
#include <utility>

namespace deepalive::cluster {

using std::chrono::milliseconds;

std::string Asker::connect(const std::string& pipe, milliseconds patience) {
  const auto fresh = std::make_shared<Connection>(pipe);
  const auto end = connecting_.run(
      [fresh, patience] { fresh->opened = fresh->pipe.open(fresh->name, patience); }, patience);
  if (end == Errand::End::late) return describe(AgentPipe::Result::timed_out, 0);
  if (end == Errand::End::refused) return "an earlier attempt to open the agent's pipe still hangs";
  if (fresh->opened != AgentPipe::Result::done) return describe(fresh->opened, fresh->pipe.code());
  connection_ = fresh;
  return {};
}

Heard Asker::ask(std::string_view question, std::string_view role, const std::string& pipe,
                 milliseconds timeout) {
  const auto request = request_line(question, role);
  if (!request) return {kBadQuestion, "no such question, or no name of a role"};
  const ULONGLONG begin = GetTickCount64();
  const auto left = [&] {
    return std::max(timeout - milliseconds(GetTickCount64() - begin), milliseconds(0));
  };
  if (connection_ && connection_->name != pipe) connection_.reset();
  while (true) {
    const bool kept = connection_ != nullptr;
    if (!kept) {
      if (std::string trouble = connect(pipe, left()); !trouble.empty()) {
        return {kUnreachable, std::move(trouble)};
      }
    }
    std::string line;
    AgentPipe& agent = connection_->pipe;
    auto result = agent.send(*request, left());
    if (result == AgentPipe::Result::done) result = agent.receive(line, left());
    if (result == AgentPipe::Result::done) {
      Heard heard = understand(line, role);
      if (heard.code == kUnreachable) connection_.reset();
      return heard;
    }
    connection_.reset();
    if (!kept || result != AgentPipe::Result::broken) {
      return {kUnreachable, describe(result, 0)};
    }
  }
}

}  // namespace deepalive::cluster
