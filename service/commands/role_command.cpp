#include <boost/json.hpp>
#include <chrono>
#include <iostream>
#include <memory>
#include <string>
#include <thread>

#include "core/protocol.h"
#include "core/units.h"
#include "service/commands/agent_locator.h"
#include "service/commands/commands.h"
#include "service/commands/complain.h"
#include "service/commands/exit_codes.h"
#include "service/commands/help.h"
#ifdef _WIN32
#include "service/windows/scm.h"
#endif

namespace deepalive::service {
namespace {

using namespace std::chrono_literals;
using protocol::Progress;

constexpr Duration kRetry = 500ms;

struct RoleOptions {
  std::string role;
  std::string timeout;
  bool as_json = false;
  AgentLocator agent;
};

// What came of one attempt.
struct Attempt {
  std::optional<Error> unreachable;
  int exit_code = kUnhealthy;
};

// Each step on a line; with --json on standard error, and what came of it as JSON.
void show_step(const std::string& line, bool as_json) {
  (as_json ? std::cerr : std::cout) << printable(line) << std::endl;
}

void show_end(const std::string& role, const protocol::Progress& end) {
  const bool done = end.kind == Progress::Kind::done;
  boost::json::object object{{"role", role}, {"done", done}, {"detail", end.detail}};
  if (!done) object["reason"] = end.reason;
  print_json(boost::json::serialize(object));
}

Attempt attempt(const PipeAddress& address, const std::string& request, Duration deadline,
                const RoleOptions& options) {
  Attempt outcome;
  std::string shown;
  outcome.unreachable = pipe_converse(address, request, deadline, [&](const std::string& line) {
    const auto progress = protocol::parse_progress(line);
    const bool more = progress && progress->kind == Progress::Kind::pending;
    if (!progress && options.as_json) {
      complain(line);
    } else if (progress && !more && options.as_json) {
      show_end(options.role, *progress);
    } else if (line != shown) {  // each step once
      show_step(line, options.as_json);
    }
    shown = line;
    if (progress && progress->kind == Progress::Kind::done) outcome.exit_code = kOk;
    return more;
  });
  return outcome;
}

// A node that has just booted may bring the role online before the agent is up, and an agent that
// was stopped is to be there when the role is.
void start_agent_if_stopped(const PipeAddress& address, bool as_json) {
#ifdef _WIN32
  if (address.service.empty()) return;
  const auto scm = make_scm_api();
  const auto status = query_service(*scm, address.service);
  if (!status || status->phase != probes::ServicePhase::stopped) return;
  show_step("PENDING detail=\"starting service " + address.service + "\"", as_json);
  scm->start(address.service);  // what it says shows in whether the pipe comes
#else
  static_cast<void>(address);
  static_cast<void>(as_json);
#endif
}

std::string is_switch_time(const std::string& text) {
  const std::string problem = is_duration(text);
  if (!problem.empty()) return problem;
  if (*parse_duration(text) <= std::chrono::seconds(protocol::kMaxSwitchSeconds)) return "";
  return "'" + text + "' is more than an hour, for which the agent takes no request";
}

int change(const RoleOptions& options, const std::string& verb, bool wait_for_agent) {
  const auto address = options.agent.locate();
  if (!address) return kBadConfiguration;
  const TimePoint end = std::chrono::steady_clock::now() + *parse_duration(options.timeout);
  bool first = true;
  while (true) {
    const Duration left = end - std::chrono::steady_clock::now();
    const auto seconds = std::chrono::ceil<std::chrono::seconds>(left).count();
    std::string request = verb + " " + options.role;
    if (verb != "TERMINATE") request += " " + std::to_string(std::max<long long>(seconds, 1));
    // The agent gives up at its deadline and says why; it is given a moment for that.
    const Attempt outcome = attempt(*address, request, left + 2s, options);
    if (!outcome.unreachable) return outcome.exit_code;
    const bool give_up = !wait_for_agent || std::chrono::steady_clock::now() + kRetry >= end ||
                         outcome.unreachable->reason == Reason::agent_not_trusted;
    if (give_up) return explain_unreachable(*outcome.unreachable);
    if (std::exchange(first, false)) {
      show_step("PENDING detail=\"waiting for the agent\"", options.as_json);
      start_agent_if_stopped(*address, options.as_json);
    }
    std::this_thread::sleep_for(kRetry);
  }
}

CLI::App& add(CLI::App& role, Action& action, const char* name, const char* text, const char* verb,
              const char* timeout, bool wait_for_agent) {
  auto options = std::make_shared<RoleOptions>();
  options->timeout = timeout;
  CLI::App* command = role.add_subcommand(name, text);
  command->add_option("role", options->role, "The role")->required()->type_name(value_kind::kRole);
  command->add_flag("--json", options->as_json,
                    "What came of it as one line of JSON; the steps on standard error");
  command->add_option("--timeout", options->timeout, "Deadline over everything, up to 1h")
      ->check(is_switch_time)
      ->type_name(value_kind::kDuration)
      ->capture_default_str();
  options->agent.add_options(*command);
  command->callback([options, &action, verb, wait_for_agent] {
    action = [options, verb, wait_for_agent] { return change(*options, verb, wait_for_agent); };
  });
  return *command;
}

}  // namespace

void add_role_commands(CLI::App& app, Action& action) {
  CLI::App* role = app.add_subcommand(
      "role", "Bring a role online or offline on this node, as the cluster would");
  role->require_subcommand(1);
  constexpr const char* kCodes = "0 done, 2 it could not be done (why is told), 69 no agent";
  show_examples(add(*role, action, "online",
                    "Start its services, pools and sites, and wait for the first good look",
                    "ONLINE", "150s", true),
                {{"deepalive role online shop", "as the cluster does after a move"},
                 {"deepalive role online shop --timeout 5m", "with more patience"}},
                kCodes);
  show_examples(add(*role, action, "offline", "Stop its sites", "OFFLINE", "60s", false),
                {{"deepalive role offline shop", "as the cluster does before a move"}}, kCodes);
  show_examples(add(*role, action, "terminate", "Stop its sites without waiting for them",
                    "TERMINATE", "10s", false),
                {{"deepalive role terminate shop", "at once, whatever is under way"}}, kCodes);
}

}  // namespace deepalive::service
