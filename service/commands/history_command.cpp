#include <algorithm>
#include <boost/json.hpp>
#include <chrono>
#include <iostream>
#include <memory>
#include <sstream>

#include "config/environment.h"
#include "core/nearest.h"
#include "core/protocol.h"
#include "core/units.h"
#include "service/commands/agent_locator.h"
#include "service/commands/answer_text.h"
#include "service/commands/commands.h"
#include "service/commands/complain.h"
#include "service/commands/exit_codes.h"
#include "service/commands/help.h"
#include "service/commands/table.h"
#include "service/history/history.h"
#include "service/history/incident_folder.h"
#include "service/history/saved_history.h"

namespace deepalive::service {
namespace {

namespace json = boost::json;

struct HistoryOptions {
  std::string role;  // incident: its name
  std::string since = "24h";
  bool as_json = false;
  std::string timeout = "3s";
  AgentLocator agent;
};

const json::array& array_of(const json::object& object, std::string_view key) {
  static const json::array kNone;
  const auto* value = object.if_contains(key);
  return value && value->is_array() ? value->get_array() : kNone;
}

void tell_problem(const std::string& problem) { complain(problem); }

// The answer of the running agent, or what `from_disk` finds in the folder of one that does not
// run. Null: neither; why was printed, and `code` is the exit code.
template <class FromDisk>
std::optional<std::string> ask_or_read(const HistoryOptions& options, const std::string& request,
                                       FromDisk from_disk, int& code) {
  const auto address = options.agent.locate();
  if (!address) {
    code = kBadConfiguration;
    return std::nullopt;
  }
  const auto reply = pipe_ask(*address, request, *parse_duration(options.timeout));
  if (reply && reply->starts_with('{')) return *reply;
  if (reply) {
    tell_problem(*reply);
    code = kFailed;
    return std::nullopt;
  }
  const auto data_dir = options.agent.data_dir();
  if (!data_dir || reply.error().reason == Reason::agent_not_trusted) {
    code = explain_unreachable(reply.error());
    return std::nullopt;
  }
  tell_problem("the agent does not answer; reading " + *data_dir);
  auto found = from_disk(*data_dir);
  if (!found) code = kFailed;
  return found;
}

// Null: the role is neither written down nor configured, which was said.
std::optional<std::string> history_on_disk(const std::string& data_dir,
                                           const HistoryOptions& options) {
  const std::string& role = options.role;
  History history;
  history.add_older(read_transitions(data_dir, tell_problem));
  auto found = history.find({.role = role});
  if (!role.empty() && found.transitions.empty()) {
    std::vector<std::string_view> names;
    const auto node = options.agent.configuration();
    for (std::size_t i = 0; node && i < node->roles.size(); ++i)
      names.push_back(node->roles[i].name);
    if (node && std::ranges::find(names, role) == names.end()) {
      tell_problem("no role '" + role + "' is configured here" + did_you_mean(role, names));
      return std::nullopt;
    }
  }
  return history_json(found);
}

void print_transitions(const json::array& transitions) {
  Table table({"TIME", "ROLE", "VERDICT", "LOOKSALIVE", "ISALIVE", "INCIDENT", "WHY"});
  table.colours({2, 3, 4});
  for (const auto& value : transitions) {
    const json::object& transition = value.as_object();
    const std::string before = text_of(transition, "before");
    const std::string after = text_of(transition, "verdict");
    const std::string incident = text_of(transition, "incident");
    table.add({text_of(transition, "time"), text_of(transition, "role"),
               before == after ? after : before + " -> " + after,
               alive_text(transition, "looks_alive"), alive_text(transition, "is_alive"),
               incident.empty() ? "-" : incident, text_of(transition, "detail")});
  }
  table.print(std::cout);
}

int show_history(const HistoryOptions& options) {
  int code = kOk;
  const auto text = ask_or_read(
      options, options.role.empty() ? "HISTORY" : "HISTORY " + options.role,
      [&options](const std::string& data_dir) { return history_on_disk(data_dir, options); }, code);
  if (!text) return code;
  json::object report = json::parse(*text).as_object();
  // Texts of times sort as the times do.
  const auto since = std::chrono::system_clock::now() -
                     std::chrono::duration_cast<WallTime::duration>(*parse_duration(options.since));
  const std::string first = to_utc_text(since);
  const json::array& all = array_of(report, "transitions");
  json::array wanted;
  for (const auto& value : all) {
    if (text_of(value.as_object(), "time") >= first) wanted.push_back(value);
  }
  const bool truncated = report.at("truncated").as_bool() && wanted.size() == all.size();
  if (options.as_json) {
    print_json(json::serialize(
        json::object{{"transitions", std::move(wanted)}, {"truncated", truncated}}));
    return kOk;
  }
  if (wanted.empty()) {
    std::cout << "no transitions in the last " << options.since << '\n';
    return kOk;
  }
  print_transitions(wanted);
  if (truncated) {
    std::cout << "older ones are left out; name a role, or ask for less by --since\n";
  }
  return kOk;
}

void print_responses(const json::array& responses) {
  for (const auto& value : responses) {
    const json::object& response = value.as_object();
    std::cout << '\n'
              << printable("response to " + text_of(response, "check") + " at " +
                           text_of(response, "time"))
              << ":\n";
    for (const auto& line : array_of(response, "head")) {
      std::cout << "  " << printable(line.as_string()) << '\n';
    }
    std::cout << '\n';
    std::istringstream body(text_of(response, "body"));
    for (std::string line; std::getline(body, line);) {
      std::cout << "  " << printable(line) << '\n';
    }
  }
}

void print_node(const json::object& node) {
  Table table({"KIND", "NAME", "STATE", "WORKERS"});
  table.colours({2});
  const auto state = [](const json::value& value) {
    return value.is_string() ? std::string(value.get_string()) : std::string("unknown");
  };
  const auto add = [&](const char* kind, std::string_view key) {
    if (const auto* all = node.if_contains(key); all && all->is_object()) {
      for (const auto& [name, value] : all->get_object()) {
        table.add({kind, std::string(name), state(value), ""});
      }
    }
  };
  add("service", "services");
  add("site", "sites");
  if (const auto* pools = node.if_contains("app_pools"); pools && pools->is_object()) {
    for (const auto& [name, value] : pools->get_object()) {
      const json::object& pool = value.as_object();
      table.add({"app_pool", std::string(name), state(pool.at("state")),
                 json::serialize(pool.at("worker_processes"))});
    }
  }
  std::cout << '\n';
  table.print(std::cout);
}

void print_incident(const json::object& incident) {
  std::cout << "incident " << printable(text_of(incident, "incident")) << "\n\n";
  print_transitions({incident.at("transition")});
  if (const auto* role = incident.if_contains("role"); role && role->is_object()) {
    Table table({"CHECK", "KIND", "STATE", "REASON", "LAST RESULT"});
    table.colours({2});
    for (const auto& value : array_of(role->get_object(), "checks")) {
      const json::object& check = value.as_object();
      table.add({text_of(check, "check"), text_of(check, "kind"), text_of(check, "state"),
                 text_of(check, "reason"), text_of(check, "detail")});
    }
    std::cout << '\n';
    table.print(std::cout);
  }
  print_responses(array_of(incident, "responses"));
  if (const auto* node = incident.if_contains("node"); node && node->is_object()) {
    print_node(node->get_object());
  }
}

int show_incident(const HistoryOptions& options) {
  int code = kOk;
  const auto read = [&options](const std::string& data_dir) {
    auto text = IncidentFolder(config::path_from_utf8(data_dir)).read(options.role);
    if (!text) tell_problem("no incident '" + options.role + "' there; 'history' names those kept");
    return text;
  };
  const auto text = ask_or_read(options, "INCIDENT " + options.role, read, code);
  if (!text) return code;
  if (options.as_json) {
    print_json(*text);
  } else {
    print_incident(json::parse(*text).as_object());
  }
  return kOk;
}

// What is printed comes from another process or a disk.
int guarded(int (*show)(const HistoryOptions&), const HistoryOptions& options) {
  try {
    return show(options);
  } catch (const std::exception& error) {
    tell_problem(std::string("what was recorded is not understood (") + error.what() +
                 "); are agent and command of one version?");
    return kFailed;
  }
}

CLI::App* add(CLI::App& app, Action& action, const char* name, const char* text,
              int (*show)(const HistoryOptions&), std::shared_ptr<HistoryOptions> options) {
  CLI::App* command = app.add_subcommand(name, text);
  command->add_flag("--json", options->as_json, "As one line of JSON");
  command->add_option("--timeout", options->timeout, "Deadline for the agent's answer")
      ->check(is_duration)
      ->type_name(value_kind::kDuration)
      ->capture_default_str();
  options->agent.add_options(*command);
  command->callback([options = std::move(options), show, &action] {
    action = [options, show] { return guarded(show, *options); };
  });
  return command;
}

}  // namespace

void add_history_commands(CLI::App& app, Action& action) {
  auto history = std::make_shared<HistoryOptions>();
  CLI::App* command =
      add(app, action, "history", "Show how verdicts have changed, and why", show_history, history);
  command->add_option("role", history->role, "Only this role")->type_name(value_kind::kRole);
  command->add_option("--since", history->since, "How far back, such as 24h")
      ->check(is_duration)
      ->type_name(value_kind::kDuration)
      ->capture_default_str();
  show_examples(*command, {{"deepalive history", "all roles, the last day"},
                           {"deepalive history shop --since 7d --json", "for a script"}});
  auto incident = std::make_shared<HistoryOptions>();
  command = add(app, action, "incident", "Show what was seen when a role became unhealthy",
                show_incident, incident);
  command->add_option("incident", incident->role, "As 'history' names it")
      ->required()
      ->type_name("INCIDENT");
  show_examples(*command, {{"deepalive incident 20261122T140509123-shop",
                            "checks, answers and IIS as they were"}});
}

}  // namespace deepalive::service
