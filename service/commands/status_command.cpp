#include <boost/json.hpp>
#include <chrono>
#include <iostream>
#include <memory>
#include <thread>

#include "core/protocol.h"
#include "core/units.h"
#include "service/commands/agent_locator.h"
#include "service/commands/answer_text.h"
#include "service/commands/commands.h"
#include "service/commands/configuration_note.h"
#include "service/commands/exit_codes.h"
#include "service/commands/table.h"
#include "service/words.h"

namespace deepalive::service {
namespace {

namespace json = boost::json;

constexpr std::chrono::seconds kWatchInterval{1};
constexpr std::size_t kRolesWithChecks =
    3;  // a node with more roles shows checks only when asked for one role

struct StatusOptions {
  std::string role;
  bool as_json = false;
  bool watch = false;
  std::string timeout = "3s";
  AgentLocator agent;
};

std::string age_of(const json::object& object) {
  const auto* age = object.if_contains("age_ms");
  if (!age || !age->is_number()) return "never";
  return age_text(std::chrono::milliseconds(age->to_number<std::int64_t>()));
}

void print_checks(const json::object& role) {
  Table table({"CHECK", "KIND", "STATE", "SEEN", "LAST RESULT"});
  for (const auto& value : role.at("checks").as_array()) {
    const json::object& check = value.as_object();
    const std::string detail = text_of(check, "detail");
    table.add({text_of(check, "check"), text_of(check, "kind"),
               text_of(check, "state") + (check.at("pending").as_bool() ? " (changing)" : ""),
               age_of(check), detail.empty() ? text_of(check, "reason") : detail});
  }
  table.print(std::cout, "  ");
}

// The exit code of the worst role. Dead outranks unknown, although its number is smaller.
int worst_code(const json::array& roles) {
  int worst = kOk;
  const auto rank = [](int code) { return code == kUnhealthy ? 4 : code; };
  for (const auto& value : roles) {
    const json::object& role = value.as_object();
    const auto verdict = verdict_from_name(text_of(role, "verdict")).value_or(Verdict::unknown);
    const int code = to_exit_code(role.at("is_alive").as_bool(), verdict);
    if (rank(code) > rank(worst)) worst = code;
  }
  return worst;
}

void print_roles(const json::array& roles, bool with_checks) {
  Table table({"ROLE", "VERDICT", "LOOKSALIVE", "ISALIVE", "EVIDENCE", "SINCE", "WHY"});
  for (const auto& value : roles) {
    const json::object& role = value.as_object();
    table.add({text_of(role, "role"), text_of(role, "verdict"), alive_text(role, "looks_alive"),
               alive_text(role, "is_alive"), age_of(role), text_of(role, "since"),
               text_of(role, "detail")});
  }
  table.print(std::cout);
  if (with_checks) {
    for (const auto& role : roles) {
      std::cout << '\n';
      print_checks(role.as_object());
    }
  }
}

int show_once(const StatusOptions& options) {
  const auto address = options.agent.locate();
  if (!address) return kBadConfiguration;
  const auto reply = pipe_ask(*address, options.role.empty() ? "STATUS" : "STATUS " + options.role,
                              *parse_duration(options.timeout));
  if (!reply) return explain_unreachable(reply.error());
  if (!reply->starts_with('{')) {
    std::cerr << "deepalive: " << *reply << '\n';
    return kUnknown;
  }
  try {
    const json::object report = json::parse(*reply).as_object();
    json::array roles;
    if (const auto* all = report.if_contains("roles")) {
      roles = all->as_array();
    } else {
      roles.push_back(report);
    }
    if (options.as_json) {
      std::cout << *reply << '\n';
    } else {
      std::cout << configuration_note(report);
      print_roles(roles, !options.role.empty() || roles.size() <= kRolesWithChecks);
    }
    return worst_code(roles);
  } catch (const std::exception& error) {
    std::cerr << "deepalive: the agent's answer is not understood (" << error.what()
              << "); are agent and command of one version?\n";
    return kUnknown;
  }
}

int show(const StatusOptions& options) {
  int code = show_once(options);
  while (options.watch) {
    std::cout.flush();
    std::this_thread::sleep_for(kWatchInterval);
    std::cout << "\x1b[H\x1b[2J";  // home, clear
    code = show_once(options);
  }
  return code;
}

}  // namespace

void add_status_command(CLI::App& app, Action& action) {
  auto options = std::make_shared<StatusOptions>();
  CLI::App* command = app.add_subcommand("status", "Show roles, conditions, root cause and ages");
  command->add_option("role", options->role, "Only this role");
  command->add_flag("--json", options->as_json, "The agent's report as one line of JSON");
  command->add_flag("--watch", options->watch, "Show again every second until Ctrl-C");
  command->add_option("--timeout", options->timeout, "Deadline for the answer")
      ->check(is_duration)
      ->capture_default_str();
  options->agent.add_options(*command);
  command->callback([options, &action] { action = [options] { return show(*options); }; });
}

}  // namespace deepalive::service
