#include <chrono>
#include <iostream>
#include <memory>
#include <string>
#include <thread>

#include "core/protocol.h"
#include "core/units.h"
#include "service/commands/agent_locator.h"
#include "service/commands/commands.h"
#include "service/commands/exit_codes.h"
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
  AgentLocator agent;
};

// What came of one attempt.
struct Attempt {
  std::optional<Error> unreachable;
  int exit_code = kUnhealthy;
};

Attempt attempt(const PipeAddress& address, const std::string& request, Duration deadline) {
  Attempt outcome;
  std::string shown;
  outcome.unreachable = pipe_converse(address, request, deadline, [&](const std::string& line) {
    const auto progress = protocol::parse_progress(line);
    const bool more = progress && progress->kind == Progress::Kind::pending;
    if (line != shown) std::cout << line << std::endl;  // each step once
    shown = line;
    if (progress && progress->kind == Progress::Kind::done) outcome.exit_code = kOk;
    return more;
  });
  return outcome;
}

// A node that has just booted may bring the role online before the agent is up, and an agent that
// was stopped is to be there when the role is.
void start_agent_if_stopped(const PipeAddress& address) {
#ifdef _WIN32
  if (address.service.empty()) return;
  const auto scm = make_scm_api();
  const auto status = query_service(*scm, address.service);
  if (!status || status->phase != probes::ServicePhase::stopped) return;
  std::cout << "PENDING detail=\"starting service " << address.service << "\"" << std::endl;
  scm->start(address.service);  // what it says shows in whether the pipe comes
#else
  static_cast<void>(address);
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
    const Attempt outcome = attempt(*address, request, left + 2s);
    if (!outcome.unreachable) return outcome.exit_code;
    const bool give_up = !wait_for_agent || std::chrono::steady_clock::now() + kRetry >= end ||
                         outcome.unreachable->reason == Reason::agent_not_trusted;
    if (give_up) return explain_unreachable(*outcome.unreachable);
    if (std::exchange(first, false)) {
      std::cout << "PENDING detail=\"waiting for the agent\"" << std::endl;
      start_agent_if_stopped(*address);
    }
    std::this_thread::sleep_for(kRetry);
  }
}

void add(CLI::App& role, Action& action, const char* name, const char* text, const char* verb,
         const char* timeout, bool wait_for_agent) {
  auto options = std::make_shared<RoleOptions>();
  options->timeout = timeout;
  CLI::App* command = role.add_subcommand(name, text);
  command->add_option("role", options->role, "The role")->required();
  command->add_option("--timeout", options->timeout, "Deadline over everything, up to 1h")
      ->check(is_switch_time)
      ->capture_default_str();
  options->agent.add_options(*command);
  command->callback([options, &action, verb, wait_for_agent] {
    action = [options, verb, wait_for_agent] { return change(*options, verb, wait_for_agent); };
  });
}

}  // namespace

void add_role_commands(CLI::App& app, Action& action) {
  CLI::App* role = app.add_subcommand(
      "role", "Bring a role online or offline on this node, as the cluster would");
  role->require_subcommand(1);
  add(*role, action, "online",
      "Start its services, pools and sites, and wait for the first good look", "ONLINE", "150s",
      true);
  add(*role, action, "offline", "Stop its sites", "OFFLINE", "60s", false);
  add(*role, action, "terminate", "Stop its sites without waiting for them", "TERMINATE", "10s",
      false);
}

}  // namespace deepalive::service
