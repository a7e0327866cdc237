#include <chrono>
#include <exception>
#include <iostream>
#include <memory>

#include "core/units.h"
#include "service/commands/agent_locator.h"
#include "service/commands/commands.h"
#include "service/commands/complain.h"
#include "service/commands/exit_codes.h"
#include "service/commands/help.h"
#include "service/commands/status_view.h"
#include "service/commands/status_watch.h"
#include "service/console/console.h"
#include "service/console/interruption.h"

namespace deepalive::service {
namespace {

struct StatusOptions {
  std::string role;
  bool as_json = false;
  bool watch = false;
  std::string interval = "2s";
  std::string timeout = "3s";
  AgentLocator agent;

  std::string request() const { return role.empty() ? "STATUS" : "STATUS " + role; }
};

int show_once(const StatusOptions& options, const PipeAddress& address) {
  const auto reply = pipe_ask(address, options.request(), *parse_duration(options.timeout));
  if (!reply) return explain_unreachable(reply.error());
  if (!reply->starts_with('{')) {
    complain(*reply);
    return kUnknown;
  }
  try {
    const StatusView view(*reply);
    if (options.as_json) {
      print_json(*reply);
    } else {
      view.print(std::cout);
    }
    return view.exit_code();
  } catch (const std::exception& error) {
    complain(std::string("the agent's answer is not understood (") + error.what() +
             "); are agent and command of one version?");
    return kUnknown;
  }
}

int watch(const StatusOptions& options, const PipeAddress& address) {
  Interruption interruption;
  StatusWatch watch(
      {.ask =
           [&] { return pipe_ask(address, options.request(), *parse_duration(options.timeout)); },
       .wait_for_end = [&](Duration time) { return interruption.wait_for(time); },
       .now = [] { return std::chrono::system_clock::now(); },
       .measure = measured_screen},
      std::cout, *parse_duration(options.interval), options.as_json);
  return watch.run();
}

int show(const StatusOptions& options) {
  const auto address = options.agent.locate();
  if (!address) return kBadConfiguration;
  return options.watch ? watch(options, *address) : show_once(options, *address);
}

std::string is_interval(const std::string& text) {
  using namespace std::chrono_literals;
  if (std::string problem = is_duration(text); !problem.empty()) return problem;
  const Duration interval = *parse_duration(text);
  return interval < 100ms || interval > 1h ? "must be between 100ms and 1h" : "";
}

}  // namespace

void add_status_command(CLI::App& app, Action& action) {
  auto options = std::make_shared<StatusOptions>();
  CLI::App* command = app.add_subcommand("status", "Show roles, conditions, root cause and ages");
  command->add_option("role", options->role, "Only this role")->type_name(value_kind::kRole);
  command->add_flag("--json", options->as_json,
                    "The agent's report as one line of JSON; with --watch one for each change");
  CLI::Option* watched =
      command->add_flag("--watch", options->watch,
                        "Again and again until Ctrl-C: in place on a terminal, else what changes");
  command->add_option("--interval", options->interval, "How often --watch asks, 100ms to 1h")
      ->check(is_interval)
      ->type_name(value_kind::kDuration)
      ->needs(watched)
      ->capture_default_str();
  command->add_option("--timeout", options->timeout, "Deadline for the answer")
      ->check(is_duration)
      ->type_name(value_kind::kDuration)
      ->capture_default_str();
  options->agent.add_options(*command);
  show_examples(*command,
                {{"deepalive status", "all roles of this node"},
                 {"deepalive status shop --watch --interval 1s", "one role, as it changes"},
                 {"deepalive status --json --watch", "a line of JSON for each change"}},
                "of the worst role: 0 healthy (also on standby), 1 degraded, 2 dead, 3 unknown or "
                "no such role; 69 no agent");
  command->callback([options, &action] { action = [options] { return show(*options); }; });
}

}  // namespace deepalive::service
