#include <iostream>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/nearest.h"
#include "service/agent.h"
#include "service/commands/commands.h"
#include "service/commands/complain.h"
#include "service/commands/configuration.h"
#include "service/commands/exit_codes.h"
#include "service/commands/help.h"
#include "service/commands/probe_report.h"
#include "service/look_once.h"

namespace deepalive::service {
namespace {

struct ProbeOptions {
  std::string check;  // "front" or "shop/front"
  std::string file = default_config_file();
  bool as_json = false;
};

struct NamedCheck {
  const RoleSpec* role;
  const CheckSpec* check;
  std::string full_name;  // "shop/front"
};

// Null: why was printed.
const NamedCheck* choose(const std::vector<NamedCheck>& all, const std::string& name) {
  std::vector<const NamedCheck*> meant;
  std::vector<std::string_view> names;
  for (const NamedCheck& one : all) {
    if (one.full_name == name) return &one;
    if (one.check->name == name) meant.push_back(&one);
    names.emplace_back(one.full_name);
    names.emplace_back(one.check->name);
  }
  if (meant.size() == 1) return meant.front();
  if (meant.empty()) {
    complain("no role has a check '" + name + "'" + did_you_mean(name, names));
    std::cerr << "'deepalive config show' lists them, also those that roles make by themselves.\n";
    return nullptr;
  }
  std::cerr << "deepalive: several roles have a check '" << name << "'; say one of:";
  for (const NamedCheck* one : meant) std::cerr << ' ' << one->full_name;
  std::cerr << '\n';
  return nullptr;
}

int exit_code_of(const Observation& seen) {
  if (seen.outcome == Outcome::fail) return kUnhealthy;
  if (seen.outcome == Outcome::indeterminate) return kUnknown;
  return seen.degraded ? kDegraded : kOk;
}

// For the report: an address that a reference filled in may hold a secret, and is shown as written.
CheckSpec as_shown(const NamedCheck& chosen, const config::AsWritten& as_written) {
  CheckSpec check = *chosen.check;
  const auto written =
      as_written.find("roles." + chosen.role->name + ".checks." + check.name + ".http.url");
  auto* const http = std::get_if<HttpTarget>(&check.target);
  if (http != nullptr && written != as_written.end()) http->url = written->second;
  return check;
}

int probe(const ProbeOptions& options) {
  const config::Loaded loaded = load_and_explain(options.file);
  const auto& node = loaded.spec;
  if (!node) return kBadConfiguration;
  std::vector<NamedCheck> all;
  for (const RoleSpec& role : node->roles) {
    for (const CheckSpec& check : role.checks) {
      all.push_back({&role, &check, role.name + "/" + check.name});
    }
  }
  const NamedCheck* const chosen = choose(all, options.check);
  if (!chosen) return kBadCommandLine;
  const Observation seen = look_once(*node, *chosen->check, make_sources(*node), system_instant);
  const CheckSpec shown = as_shown(*chosen, loaded.as_written);
  const ProbeReport report{chosen->role->name, shown, seen};
  if (options.as_json) {
    print_json(report.json());
  } else {
    std::cout << report.text(screen_of(std::cout));
  }
  return exit_code_of(seen);
}

}  // namespace

void add_probe_command(CLI::App& app, Action& action) {
  auto options = std::make_shared<ProbeOptions>();
  CLI::App* command = app.add_subcommand(
      "probe", "Look at one check now, from here and without the agent, and show all that is seen");
  command->add_option("check", options->check, "The check")
      ->required()
      ->type_name(value_kind::kCheck);
  add_config_option(*command, options->file);
  command->add_flag("--json", options->as_json, "As one line of JSON");
  show_examples(*command,
                {{"deepalive probe shop/front", "phases, headers, certificates and the answer"},
                 {"deepalive probe front --config new.yaml --json",
                  "as another configuration has it, for a script"}},
                "0 pass, 1 degraded, 2 fail, 3 could not look, 64 no such check");
  command->callback([options, &action] { action = [options] { return probe(*options); }; });
}

}  // namespace deepalive::service
