#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <string>

#include "core/result.h"
#include "core/spec.h"
#include "service/pipe/pipe_client.h"

namespace deepalive::service {

// Finds a running agent for the commands that talk to one: by --pipe, else by the pipe that
// --config names, else the installed one.
class AgentLocator {
 public:
  AgentLocator() = default;
  // As if these had been given; empty: not.
  AgentLocator(std::string config, std::string pipe);

  void add_options(CLI::App& command);

  // Null when the configuration cannot be read at all; why was printed. One that is refused is
  // enough: what is wrong with it is the business of `config check`.
  std::optional<PipeAddress> locate() const;

  // Where that agent keeps what it remembers; null where only its pipe was named, or its
  // configuration cannot be read.
  std::optional<std::string> data_dir() const;
  // The configuration of that agent; null likewise.
  std::optional<NodeSpec> configuration() const;

 private:
  std::string config_;
  std::string pipe_;
};

// Prints why the agent gave no answer, and what to do; gives the exit code.
int explain_unreachable(const Error& error);

// A validator for options that take a duration: empty, or what is wrong with the text.
std::string is_duration(const std::string& text);

}  // namespace deepalive::service
