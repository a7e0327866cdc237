#include <boost/json.hpp>
#include <iostream>
#include <memory>

#include "core/protocol.h"
#include "core/units.h"
#include "service/commands/agent_locator.h"
#include "service/commands/commands.h"
#include "service/commands/complain.h"
#include "service/commands/exit_codes.h"
#include "service/commands/help.h"

namespace deepalive::service {
namespace {

struct AskOptions {
  std::string question;
  std::string role;
  std::string timeout = "300ms";
  bool as_json = false;
  AgentLocator agent;
};

std::string answer_json(const std::string& question, const protocol::Answer& answer) {
  return boost::json::serialize(boost::json::object{{"role", answer.role},
                                                    {"question", question},
                                                    {"alive", answer.alive},
                                                    {"verdict", answer.verdict},
                                                    {"age_ms", answer.age_ms},
                                                    {"generation", answer.generation},
                                                    {"reason", answer.reason},
                                                    {"detail", answer.detail}});
}

int ask(const AskOptions& options) {
  const auto address = options.agent.locate();
  if (!address) return kBadConfiguration;
  const auto reply = pipe_ask(
      *address, (options.question == "isalive" ? "ISALIVE " : "LOOKSALIVE ") + options.role,
      *parse_duration(options.timeout));
  if (!reply) return explain_unreachable(reply.error());
  const auto answer = protocol::parse_answer(*reply);
  if (!answer && options.as_json) {
    complain(*reply);
  } else if (options.as_json) {
    print_json(answer_json(options.question, *answer));
  } else {
    std::cout << printable(*reply) << '\n';
  }
  if (!answer) return kUnknown;  // an ERROR line, such as unknown-role
  return to_exit_code(answer->alive, verdict_from_name(answer->verdict).value_or(Verdict::unknown));
}

}  // namespace

void add_ask_command(CLI::App& app, Action& action) {
  auto options = std::make_shared<AskOptions>();
  CLI::App* command =
      app.add_subcommand("ask", "Ask the agent as the cluster does, and print the answer line");
  takes_one_of(command->add_option("question", options->question, "What the cluster asks"),
               {"looksalive", "isalive"})
      ->required();
  command->add_option("role", options->role, "The role")->required()->type_name(value_kind::kRole);
  command->add_flag("--json", options->as_json, "As one line of JSON");
  command->add_option("--timeout", options->timeout, "Deadline over everything, such as 300ms")
      ->check(is_duration)
      ->type_name(value_kind::kDuration)
      ->capture_default_str();
  options->agent.add_options(*command);
  show_examples(*command,
                {{"deepalive ask isalive shop", "would the cluster leave the role here?"},
                 {"deepalive ask looksalive shop --timeout 1s --json", "for a script"}},
                "0 alive and healthy, 1 alive and degraded, 2 dead, 3 alive with an unknown "
                "verdict or no such role, 69 no answer in time");
  command->callback([options, &action] { action = [options] { return ask(*options); }; });
}

}  // namespace deepalive::service
