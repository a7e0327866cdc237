#include <algorithm>
#include <boost/json.hpp>
#include <chrono>
#include <iostream>
#include <map>
#include <memory>

#include "config/environment.h"
#include "config/load.h"
#include "core/nearest.h"
#include "core/units.h"
#include "service/commands/agent_locator.h"
#include "service/commands/commands.h"
#include "service/commands/complain.h"
#include "service/commands/configuration.h"
#include "service/commands/exit_codes.h"
#include "service/commands/help.h"
#include "service/commands/table.h"
#include "service/replay/comparison.h"
#include "service/replay/replay.h"
#include "service/replay/what_if.h"

namespace deepalive::service {
namespace {

namespace json = boost::json;

constexpr std::size_t kMostRows = 1000;

struct ReplayOptions {
  std::string config;
  std::string what_if;
  std::string data;
  std::string since = "7d";
  bool as_json = false;
};

using Roles = std::map<std::string, std::shared_ptr<const RoleSpec>, std::less<>>;

struct Compared {
  std::string role;
  Comparison comparison;
  std::set<std::string> without_record;
};

std::string alive_word(const Answers& answers) {
  if (!answers.is_alive) return ", IsAlive false";
  return answers.looks_alive ? "" : ", LooksAlive false";
}

std::string cell(const std::optional<Transition>& transition) {
  if (!transition) return "-";
  return std::string(to_name(transition->after)) + alive_word(transition->answers);
}

// Rows of all roles by time; where the two differ, the first column says so.
void print_rows(const std::vector<Compared>& roles) {
  std::vector<const ComparedRow*> rows;
  for (const Compared& role : roles) {
    for (const ComparedRow& row : role.comparison.rows) rows.push_back(&row);
  }
  if (rows.empty()) return;
  std::ranges::stable_sort(rows, {}, [](const auto* row) { return row->shown().time.wall; });
  const std::size_t skipped = rows.size() - std::min(rows.size(), kMostRows);
  rows.erase(rows.begin(), rows.begin() + static_cast<long>(skipped));
  if (skipped > 0) std::cout << skipped << " older rows are left out\n";
  Table table({"", "TIME", "ROLE", "HAPPENED", "WOULD HAVE", "WHY"});
  table.colours({3, 4});
  for (const ComparedRow* row : rows) {
    const Transition& shown = row->shown();
    table.add({row->differs() ? "*" : "", to_utc_text(shown.time.wall), shown.role,
               cell(row->happened), cell(row->would_have), shown.detail});
  }
  table.print(std::cout);
  std::cout << '\n';
}

json::array describe(const std::vector<ComparedRow>& rows,
                     std::optional<Transition> ComparedRow::*side) {
  json::array array;
  for (const ComparedRow& row : rows) {
    if (!(row.*side)) continue;
    json::object object = to_json(*(row.*side));
    for (const char* own : {"steady_ns", "unix_ns", "since_unix_ns", "incident", "generation"}) {
      object.erase(own);
    }
    object["differs"] = row.differs();
    array.push_back(std::move(object));
  }
  return array;
}

json::object describe(const DeadTimes& dead) {
  return {{"times", dead.times}, {"seconds", to_seconds(dead.length)}};
}

void print_as_json(const std::vector<Compared>& roles, const std::string& summary) {
  json::array array;
  for (const Compared& role : roles) {
    json::array missing;
    for (const std::string& check : role.without_record) missing.emplace_back(check);
    const Comparison& comparison = role.comparison;
    array.push_back(json::object{
        {"role", role.role},
        {"happened", describe(comparison.rows, &ComparedRow::happened)},
        {"would_have", describe(comparison.rows, &ComparedRow::would_have)},
        {"is_alive_false", json::object{{"happened", describe(comparison.happened)},
                                        {"would_have", describe(comparison.would_have)}}},
        {"checks_without_record", std::move(missing)}});
  }
  print_json(json::serialize(json::object{{"roles", std::move(array)}, {"summary", summary}}));
}

// The roles of the new configuration with what --what-if changes in them; null when there is no new
// configuration. Fails when there is one and it is bad.
struct NewRules {
  std::optional<Roles> roles;
  std::string data_dir;
};
std::optional<NewRules> load_rules(const ReplayOptions& options, WhatIf& what_if) {
  NewRules rules;
  if (options.config.empty()) {
    const auto installed = config::load_file(config::path_from_utf8(default_config_file()));
    if (installed.spec) rules.data_dir = installed.spec->agent.data_dir;
    return rules;
  }
  auto spec = load_or_explain(options.config);
  if (!spec) return std::nullopt;
  rules.data_dir = spec->agent.data_dir;
  rules.roles.emplace();
  for (RoleSpec& role : spec->roles) {
    what_if.apply(role);
    const std::string name = role.name;
    rules.roles->emplace(name, std::make_shared<const RoleSpec>(std::move(role)));
  }
  return rules;
}

void print(const ReplayOptions& options, const std::vector<Compared>& roles,
           const std::set<std::string>& left_out) {
  DeadTimes happened;
  DeadTimes would_have;
  for (const Compared& role : roles) {
    happened.times += role.comparison.happened.times;
    happened.length += role.comparison.happened.length;
    would_have.times += role.comparison.would_have.times;
    would_have.length += role.comparison.would_have.length;
  }
  const std::string summary = summarize(happened, would_have);
  for (const std::string& role : left_out) {
    complain("role '" + role + "' was recorded and is not in the new configuration; left out");
  }
  for (const Compared& role : roles) {
    for (const std::string& check : role.without_record) {
      complain("role '" + role.role + "': there is no record of check '" + check +
               "'; it is taken as not looked at");
    }
  }
  if (options.as_json) {
    print_as_json(roles, summary);
    return;
  }
  print_rows(roles);
  std::cout << summary << '\n';
}

int replay(const ReplayOptions& options) {
  auto what_if = WhatIf::parse(options.what_if);
  if (!what_if) {
    complain("--what-if: " + what_if.error().where);
    return kBadCommandLine;
  }
  const auto rules = load_rules(options, *what_if);
  if (!rules) return kBadConfiguration;
  const std::string data_dir = options.data.empty() ? rules->data_dir : options.data;
  if (data_dir.empty()) {
    complain("which record? Give --config, or --data with an agent's data_dir");
    return kBadCommandLine;
  }

  std::set<std::string> left_out;
  std::set<std::string> known_checks;
  Replay replaying([&](const auto& recorded) -> std::shared_ptr<const RoleSpec> {
    for (const CheckSpec& check : recorded->checks) known_checks.insert(check.name);
    if (rules->roles) {
      const auto found = rules->roles->find(recorded->name);
      if (found != rules->roles->end()) return found->second;
      left_out.insert(recorded->name);
      return nullptr;
    }
    if (what_if->empty()) return recorded;
    RoleSpec changed = *recorded;
    what_if->apply(changed);
    return std::make_shared<const RoleSpec>(std::move(changed));
  });
  if (read_journal(config::path_from_utf8(data_dir), replaying.events(),
                   [](const std::string& problem) { complain(problem); }) == 0) {
    complain(data_dir + " has no journal; is it an agent's data_dir, and has the agent run?");
    return kFailed;
  }
  if (const auto unknown = what_if->unknown_checks(); !unknown.empty()) {
    const std::vector<std::string_view> names(known_checks.begin(), known_checks.end());
    complain("--what-if: no role has a check '" + unknown.front() + "'" +
             did_you_mean(unknown.front(), names));
    return kBadCommandLine;
  }
  const WallTime now = std::chrono::system_clock::now();
  const WallTime since =
      now - std::chrono::duration_cast<WallTime::duration>(*parse_duration(options.since));
  std::vector<Compared> roles;
  for (const auto& [name, outcome] : replaying.outcomes()) {
    if (left_out.contains(name)) continue;
    roles.push_back({name, compare(outcome, since, now), outcome.without_record});
  }
  print(options, roles, left_out);
  return kOk;
}

}  // namespace

void add_replay_command(CLI::App& app, Action& action) {
  auto options = std::make_shared<ReplayOptions>();
  CLI::App* command = app.add_subcommand(
      "replay", "Judge what was recorded by other rules: what would have happened, and when");
  command
      ->add_option("--config", options->config,
                   "The configuration to judge by; the recorded one if not given")
      ->type_name(value_kind::kFile);
  command
      ->add_option("--what-if", options->what_if,
                   "Changes to it, such as fall=5,front.level=5,grace=1m")
      ->type_name("CHANGES");
  command->add_option("--data", options->data, "The agent's data_dir; else the configuration's")
      ->type_name(value_kind::kFolder);
  command->add_option("--since", options->since, "How far back, such as 7d")
      ->check(is_duration)
      ->type_name(value_kind::kDuration)
      ->capture_default_str();
  command->add_flag("--json", options->as_json, "As one line of JSON");
  show_examples(
      *command,
      {{"deepalive replay --config new.yaml --since 30d", "what would have happened by new.yaml"},
       {"deepalive replay --what-if fall=5,front.level=5", "and by a change or two"}},
      "0 replayed, 64 --what-if is not understood, 70 there is no record, 78 bad "
      "configuration");
  command->callback([options, &action] { action = [options] { return replay(*options); }; });
}

}  // namespace deepalive::service
