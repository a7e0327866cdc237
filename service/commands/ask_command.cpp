#include <iostream>
#include <memory>

#include "core/protocol.h"
#include "core/units.h"
#include "service/commands/agent_locator.h"
#include "service/commands/commands.h"
#include "service/commands/exit_codes.h"

namespace deepalive::service {
namespace {

struct AskOptions {
  std::string question;
  std::string role;
  std::string timeout = "300ms";
  AgentLocator agent;
};

int ask(const AskOptions& options) {
  const auto address = options.agent.locate();
  if (!address) return kBadConfiguration;
  const auto reply = pipe_ask(
      *address, (options.question == "isalive" ? "ISALIVE " : "LOOKSALIVE ") + options.role,
      *parse_duration(options.timeout));
  if (!reply) return explain_unreachable(reply.error());
  std::cout << *reply << '\n';
  const auto answer = protocol::parse_answer(*reply);
  if (!answer) return kUnknown;  // an ERROR line, such as unknown-role
  return to_exit_code(answer->alive, verdict_from_name(answer->verdict).value_or(Verdict::unknown));
}

}  // namespace

void add_ask_command(CLI::App& app, Action& action) {
  auto options = std::make_shared<AskOptions>();
  CLI::App* command =
      app.add_subcommand("ask", "Ask the agent as the cluster does, and print the answer line");
  command->add_option("question", options->question, "looksalive or isalive")
      ->required()
      ->transform(CLI::IsMember({"looksalive", "isalive"}, CLI::ignore_case));
  command->add_option("role", options->role, "The role")->required();
  command->add_option("--timeout", options->timeout, "Deadline over everything, such as 300ms")
      ->check(is_duration)
      ->capture_default_str();
  options->agent.add_options(*command);
  command->callback([options, &action] { action = [options] { return ask(*options); }; });
}

}  // namespace deepalive::service
