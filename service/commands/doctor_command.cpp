#include <algorithm>
#include <filesystem>
#include <iostream>
#include <memory>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "config/environment.h"
#include "core/nearest.h"
#include "service/commands/commands.h"
#include "service/commands/complain.h"
#include "service/commands/configuration.h"
#include "service/commands/exit_codes.h"
#include "service/commands/help.h"
#include "service/console/screen.h"
#include "service/doctor/gather.h"
#include "service/doctor/report.h"
#include "service/pipe/pipe_names.h"

namespace deepalive::service {
namespace {

struct DoctorOptions {
  std::string role;    // empty: all
  std::string config;  // empty: the installed agent's
  bool as_json = false;
};

#ifdef _WIN32
constexpr const char* kAgentService = "DeepAlive";
#else
constexpr const char* kAgentService = "";
#endif

// Empty: the role is there. A configuration that is not there cannot tell.
std::string problem_with_role(const doctor::Visit& visit) {
  if (visit.role.empty() || !visit.has_config) return {};
  std::vector<std::string_view> names;
  for (const RoleSpec& role : visit.spec.roles) names.emplace_back(role.name);
  if (std::ranges::find(names, visit.role) != names.end()) return {};
  return visit.config_file + " has no role '" + visit.role + "'" + did_you_mean(visit.role, names);
}

// The table is one of long texts: below some width it is not to be read.
std::size_t report_width() {
  constexpr std::size_t kLeast = 72;
  constexpr std::size_t kMost = 200;
  const auto width = screen_of(std::cout).width;
  return width ? std::clamp(*width, kLeast, kMost) : doctor::kDefaultWidth;
}

int see_doctor(const DoctorOptions& options) {
  doctor::Visit visit;
  visit.role = options.role;
  visit.config_file = options.config.empty() ? default_config_file() : options.config;
  // One that cannot be looked for is not missing: loading it says what is wrong.
  std::error_code failed;
  if (std::filesystem::exists(config::path_from_utf8(visit.config_file), failed) || failed) {
    auto spec = load_or_explain(visit.config_file);
    if (!spec) return kBadConfiguration;
    visit.spec = *std::move(spec);
    visit.has_config = true;
  }
  if (const std::string problem = problem_with_role(visit); !problem.empty()) {
    complain(problem);
    return kBadCommandLine;
  }
  visit.pipe.path = PipeNames{visit.spec.agent.pipe, visit.spec.agent.data_dir}.control();
  if (options.config.empty()) visit.pipe.service = kAgentService;

  const doctor::Facts facts = doctor::gather(visit, doctor::this_machine());
  const auto rows = doctor::examine(facts);
  if (options.as_json) {
    print_json(doctor::report_json(facts, rows));
  } else {
    doctor::print_report(std::cout, facts, rows, report_width());
  }
  return doctor::exit_code_of(rows);
}

}  // namespace

void add_doctor_command(CLI::App& app, Action& action) {
  auto options = std::make_shared<DoctorOptions>();
  CLI::App* command = app.add_subcommand(
      "doctor",
      "Look whether this node has what Microsoft's article and DeepAlive ask for, and say what to "
      "do");
  command->add_option("role", options->role, "Only this role")->type_name(value_kind::kRole);
  command
      ->add_option("--config", options->config,
                   "The configuration file, if not that of the installed agent")
      ->type_name(value_kind::kFile);
  command->add_flag("--json", options->as_json, "As one line of JSON");
  show_examples(
      *command,
      {{"deepalive doctor", "on each node, in a command prompt of an administrator"},
       {"deepalive doctor shop --json", "one role, for a program"}},
      "0 all is well, 1 warnings, 2 something is missing, 3 something important could not "
      "be looked at, 78 bad configuration");
  command->callback([options, &action] { action = [options] { return see_doctor(*options); }; });
}

}  // namespace deepalive::service
