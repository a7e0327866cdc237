#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "service/conversation.h"
#include "service/pipe/pipe_limits.h"
#include "service/pipe/pipe_names.h"
#include "service/pipe/request_counters.h"

namespace boost::asio {
class io_context;
}

namespace deepalive::service {

// Answers must come from memory: they are made on the answering thread, and nobody else is answered
// meanwhile.
struct PipeHandlers {
  // One control line, plain UTF-8 without its end. A client whose request began a conversation is
  // heard again when that is over; it ends one by closing the pipe.
  std::function<Reply(std::string_view line)> line;
  // The line that a read from a role's answer pipe gives.
  std::function<std::string(std::string_view role, Question question)> answer;
  // A pipe could not be created, most likely since another process has its name, or does not listen
  // any more (once; it is tried again each second).
  std::function<void(const std::string& address, const std::string& why)> failed = [](auto&,
                                                                                      auto&) {};
  // A pipe listens, for the first time or again.
  std::function<void(const std::string& address)> listening = [](const std::string&) {};
};

// The agent's end of the local pipes: the control pipe, and two answer pipes for each role. Keeps
// the rules of the transport (lines, limits, deadlines, counting) and knows nothing of what a
// request means. No client can hold up another: each has bounded buffers and deadlines, and takes
// turns with the others.
//
// All members are called on the io_context's one thread, or before it runs; requests() may be read
// by any thread. The io_context outlives the server; pending work of the server keeps its insides
// alive.
class PipeServer {
 public:
  PipeServer(boost::asio::io_context& context, PipeNames names, PipeHandlers handlers,
             PipeLimits limits = {});
  ~PipeServer();

  // The roles that have answer pipes from now on; pipes of the others go.
  void set_roles(const std::vector<std::string>& roles);
  void start();
  // Conversations may have something to say before they are due.
  void news();
  // Closes all pipes and connections at once. The io_context then runs out of the server's work.
  void stop();

  const RequestCounters& requests() const;

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace deepalive::service
