#include <boost/json.hpp>
#include <exception>
#include <iostream>
#include <memory>
#include <optional>
#include <string>

#include "core/protocol.h"
#include "core/units.h"
#include "service/commands/agent_locator.h"
#include "service/commands/answer_text.h"
#include "service/commands/commands.h"
#include "service/commands/complain.h"
#include "service/commands/exit_codes.h"
#include "service/commands/help.h"
#include "service/commands/table.h"

namespace deepalive::service {
namespace {

namespace json = boost::json;
using namespace std::chrono_literals;
using protocol::Progress;

constexpr Duration kDeadline = 10s;  // the agent writes it to disk before it answers

struct MaintenanceOptions {
  std::string role;
  std::string duration;
  std::string reason;
  bool as_json = false;
  AgentLocator agent;
};

int ask_for(const MaintenanceOptions& options, const std::string& request) {
  const auto address = options.agent.locate();
  if (!address) return kBadConfiguration;
  int code = kFailed;
  const auto unreachable =
      pipe_converse(*address, request, kDeadline, [&](const std::string& line) {
        const auto progress = protocol::parse_progress(line);
        if (!progress) {
          complain(line);
          return false;
        }
        if (progress->kind == Progress::Kind::pending) return true;
        const bool done = progress->kind == Progress::Kind::done;
        if (!done) {
          complain(progress->detail);
        } else if (options.as_json) {
          print_json(json::serialize(
              json::object{{"role", options.role}, {"done", true}, {"detail", progress->detail}}));
        } else {
          std::cout << printable(progress->detail) << '\n';
        }
        if (done) code = kOk;
        return false;
      });
  return unreachable ? explain_unreachable(*unreachable) : code;
}

// One row, or one object, for each role that is in maintenance.
void print_list(const json::array& roles, bool as_json) {
  Table table({"ROLE", "UNTIL", "REASON", "WITHOUT IT", "WHY"});
  table.yields({2}).colours({3});
  json::array list;
  for (const auto& value : roles) {
    const json::object& role = value.as_object();
    if (role.at("maintenance").is_null()) continue;
    json::object maintenance = role.at("maintenance").as_object();
    const json::object& otherwise = maintenance.at("without_it").as_object();
    table.add({text_of(role, "role"), text_of(maintenance, "until"), text_of(maintenance, "reason"),
               text_of(otherwise, "verdict"), text_of(otherwise, "detail")});
    maintenance["role"] = role.at("role");
    list.push_back(std::move(maintenance));
  }
  if (as_json) {
    print_json(json::serialize(list));
  } else if (list.empty()) {
    std::cout << "No role is in maintenance on this node.\n";
  } else {
    table.print(std::cout);
  }
}

int list(const MaintenanceOptions& options) {
  const auto address = options.agent.locate();
  if (!address) return kBadConfiguration;
  const auto reply = pipe_ask(*address, "STATUS", kDeadline);
  if (!reply) return explain_unreachable(reply.error());
  try {
    print_list(json::parse(*reply).as_object().at("roles").as_array(), options.as_json);
    return kOk;
  } catch (const std::exception& error) {
    complain(std::string("the agent's answer is not understood (") + error.what() +
             "); are agent and command of one version?");
    return kFailed;
  }
}

std::string is_maintenance_duration(const std::string& text) {
  if (std::string problem = is_duration(text); !problem.empty()) return problem;
  const Duration duration = *parse_duration(text);
  if (duration < 1s || duration > std::chrono::seconds(protocol::kMaxMaintenanceSeconds)) {
    return "must be between 1s and 30d";
  }
  return "";
}

int start(const MaintenanceOptions& options) {
  const auto seconds =
      std::chrono::ceil<std::chrono::seconds>(*parse_duration(options.duration)).count();
  return ask_for(options, "MAINTENANCE " + options.role + " " + std::to_string(seconds) + " " +
                              options.reason);
}

int end(const MaintenanceOptions& options) {
  return ask_for(options, "MAINTENANCE " + options.role + " end");
}

CLI::App* add(CLI::App& parent, Action& action, const char* name, const char* text,
              const std::shared_ptr<MaintenanceOptions>& options,
              int (*what)(const MaintenanceOptions&)) {
  CLI::App* command = parent.add_subcommand(name, text);
  command->add_flag("--json", options->as_json, "As one line of JSON");
  options->agent.add_options(*command);
  command->callback(
      [options, &action, what] { action = [options, what] { return what(*options); }; });
  return command;
}

}  // namespace

void add_maintenance_commands(CLI::App& app, Action& action) {
  CLI::App* maintenance = app.add_subcommand(
      "maintenance", "Answer alive for a while, whatever is found (on this node only)");
  maintenance->require_subcommand(1);

  auto starting = std::make_shared<MaintenanceOptions>();
  CLI::App* command =
      add(*maintenance, action, "start", "Begin it, or set a new end and reason", starting, start);
  command->add_option("role", starting->role, "The role")->required()->type_name(value_kind::kRole);
  command->add_option("--for", starting->duration, "How long, such as 30m or 2h, up to 30d")
      ->required()
      ->type_name(value_kind::kDuration)
      ->check(is_maintenance_duration);
  command->add_option("--reason", starting->reason, "Why, for those who find it")
      ->required()
      ->check([](const std::string& text) {
        return text.find_first_not_of(' ') == text.npos ? "a reason is needed" : "";
      })
      ->type_name(value_kind::kText);
  show_examples(*command,
                {{"deepalive maintenance start shop --for 30m --reason \"new disks\"",
                  "for half an hour, after which it ends by itself"}},
                "0 it holds and is on disk, 69 no agent, 70 refused");

  auto ending = std::make_shared<MaintenanceOptions>();
  command = add(*maintenance, action, "end", "End it now", ending, end);
  command->add_option("role", ending->role, "The role")->required()->type_name(value_kind::kRole);
  show_examples(*command, {{"deepalive maintenance end shop", "what is found counts again"}});

  auto listing = std::make_shared<MaintenanceOptions>();
  command =
      add(*maintenance, action, "list",
          "Show what is in maintenance, and what would be answered without it", listing, list);
  show_examples(*command, {{"deepalive maintenance list", "all roles of this node"},
                           {"deepalive maintenance list --json", "for a script"}});
}

}  // namespace deepalive::service
