#pragma once

#include <filesystem>
#include <functional>
#include <future>
#include <memory>
#include <string>
#include <vector>

#include "service/pipe/pipe_names.h"
#include "tests/servers/temporary_folder.h"

namespace deepalive::service {
class Agent;
class Events;
class Log;
}  // namespace deepalive::service

namespace deepalive::testing {

// A whole agent with a simulated IIS, asked the way its users ask: by pipe and by HTTP.
class RunningAgent {
 public:
  // roles: the YAML of the configuration's `roles` and whatever else stands at its top level;
  // of_agent: further keys of its agent, ", key: value".
  RunningAgent(const std::string& iis, const std::string& configuration,
               const std::string& of_agent = {});
  ~RunningAgent();

  // Ends it as a user would; nothing is to be asked then.
  void stop();
  // Ends it, if it runs, and starts it with the same files, after what happens in between.
  void restart(const std::function<void()>& meanwhile = [] {});

  // Replaces what stands below its agent and iis, as an editor would; the agent follows its file.
  void configure(const std::string& configuration) {
    folder_.write("deepalive.yaml", head_ + configuration);
  }
  // What stands above that, for those who write the file themselves.
  const std::string& head() const { return head_; }
  std::filesystem::path configuration_file() const { return folder() / "deepalive.yaml"; }

  void set_iis(const std::string& yaml) { folder_.write("iis.yaml", yaml); }

  // One line to the control pipe.
  std::string ask(const std::string& line) const;
  // One line from an answer pipe.
  std::string read_answer(const std::string& role, service::Question question) const;
  // Asks again and again until the answer contains all of these, or for ten seconds; the last
  // answer.
  std::string ask_until(const std::string& line, const std::vector<std::string>& expected) const;
  // Every line of a conversation up to the first that contains this text, for ten seconds.
  std::vector<std::string> converse(const std::string& line, const std::string& until) const;
  // Hands each line of a conversation to `more` until that is false, for ten seconds.
  void converse_while(const std::string& line,
                      const std::function<bool(const std::string& line)>& more) const;
  // The raw response to GET target.
  std::string get(const std::string& target) const;
  std::string get_until(const std::string& target, const std::vector<std::string>& expected) const;
  std::string exchange(const std::string& raw_request) const;

  const std::filesystem::path& folder() const { return folder_.path(); }
  // The events, as lines of JSON. All of them are there once it has stopped.
  std::filesystem::path events_file() const { return folder() / "events.jsonl"; }
  const service::PipeNames& pipes() const { return pipes_; }
  // Of its endpoint, "127.0.0.1:12345".
  const std::string& address() const { return listening_; }

 private:
  void start();

  TemporaryFolder folder_;
  std::string head_;
  service::PipeNames pipes_;
  std::unique_ptr<service::Log> log_;
  std::unique_ptr<service::Events> events_;
  std::promise<std::string> address_;
  std::string listening_;
  std::unique_ptr<service::Agent> agent_;
};

}  // namespace deepalive::testing
