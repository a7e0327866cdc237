#pragma once

#include <filesystem>
#include <future>
#include <memory>
#include <string>
#include <vector>

#include "service/agent.h"
#include "service/log/log.h"

namespace deepalive::testing {

// A folder of its own that goes with it.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }
  void write(const std::string& name, const std::string& text) const;

 private:
  std::filesystem::path path_;
};

// A whole agent with a simulated IIS, asked the way its users ask: by pipe and by HTTP.
class RunningAgent {
 public:
  // roles: the YAML of the configuration's `roles` and whatever else stands at its top level.
  RunningAgent(const std::string& iis, const std::string& configuration);
  ~RunningAgent();

  void set_iis(const std::string& yaml) { folder_.write("iis.yaml", yaml); }

  // One line to the control pipe.
  std::string ask(const std::string& line) const;
  // One line from an answer pipe.
  std::string read_answer(const std::string& role, service::Question question) const;
  // Asks again and again until the answer contains all of these, or for ten seconds; the last
  // answer.
  std::string ask_until(const std::string& line, const std::vector<std::string>& expected) const;
  // The raw response to GET target.
  std::string get(const std::string& target) const;
  std::string exchange(const std::string& raw_request) const;

 private:
  TemporaryFolder folder_;
  service::PipeNames pipes_;
  std::unique_ptr<service::Log> log_;
  std::promise<std::string> address_;
  std::string listening_;
  std::unique_ptr<service::Agent> agent_;
};

}  // namespace deepalive::testing
