#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "cluster/script/windows/errand.h"
#include "cluster/script/windows/question.h"
#include "cluster/windows/agent_pipe.h"

namespace deepalive::cluster {

// Asks the agent of this node on a connection that stays open between questions, so that a question
// costs one round trip. One thread.
class Asker {
 public:
  // Ends in time, whatever hangs. A connection that has broken since the last question is made
  // anew once; one on which an answer is late is dropped, so that it is not taken for the next.
  Heard ask(std::string_view question, std::string_view role, const std::string& pipe,
            std::chrono::milliseconds timeout);

 private:
  struct Connection {
    explicit Connection(std::string pipe_name) : name(std::move(pipe_name)) {}
    const std::string name;
    AgentPipe pipe{nullptr};
    AgentPipe::Result opened = AgentPipe::Result::timed_out;
  };

  // Empty when there is a connection.
  std::string connect(const std::string& pipe, std::chrono::milliseconds patience);

  std::shared_ptr<Connection> connection_;
  Errand connecting_;  // looking who serves the pipe asks the service control manager
};

}  // namespace deepalive::cluster
