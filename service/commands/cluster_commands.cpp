#include <algorithm>
#include <chrono>
#include <filesystem>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cluster/register/register_script.h"
#include "cluster/script/generic_script.h"
#include "config/environment.h"
#include "config/limits.h"
#include "core/nearest.h"
#include "core/units.h"
#include "service/commands/agent_locator.h"
#include "service/commands/commands.h"
#include "service/commands/complain.h"
#include "service/commands/configuration.h"
#include "service/commands/exit_codes.h"
#include "service/commands/help.h"
#include "service/files/replace_file.h"
#ifdef _WIN32
#include "service/process/arguments.h"
#include "service/windows/stamp_dll.h"
#endif

namespace deepalive::service {
namespace {

using cluster::OnUnreachable;
using cluster::RegisterMode;
using cluster::ScriptLanguage;

// What every command here asks for.
struct Common {
  std::string role;
  std::string config;  // empty: the installed agent's
  std::string out;     // empty: standard output
  OnUnreachable on_unreachable = OnUnreachable::basic;
  std::string hold = "30s";
};

struct ScriptOptions : Common {
  ScriptLanguage language = ScriptLanguage::vbscript;
  std::string program_folder;
};

struct RegisterOptions : Common {
  RegisterMode mode = RegisterMode::dll;
  std::string type;  // empty: the mode's
  std::string file;
  std::string group;
  std::vector<std::string> disks;
  std::string client_access_point;
};

// Files are written for the nodes: this is where the installer puts the programs. On a node, the
// program that runs knows better.
std::string default_program_folder() {
#ifdef _WIN32
  const std::string file = executable_file();
  return file.substr(0, file.find_last_of('\\'));
#else
  return "C:\\Program Files\\DeepAlive";
#endif
}

std::string is_hold(const std::string& text) {
  const auto duration = parse_duration(text);
  if (!duration) return "'" + text + "' is not a duration; write 30s or 5m";
  if (*duration > config::kHold.most || *duration % std::chrono::seconds(1) != Duration::zero()) {
    return "'" + text + "' is not in whole seconds up to " + format_duration(config::kHold.most);
  }
  return "";
}

std::chrono::seconds seconds_of(const std::string& text) {
  return std::chrono::duration_cast<std::chrono::seconds>(*parse_duration(text));
}

struct ConfiguredRole {
  RoleSpec spec;
  std::string pipe;
};

// The role, of the file that was named or the installed agent's; else says why there is none.
std::optional<ConfiguredRole> role_or_explain(const Common& options) {
  const std::string file = options.config.empty() ? default_config_file() : options.config;
  const auto node = load_or_explain(file);
  if (!node) return std::nullopt;
  const auto found = std::ranges::find(node->roles, options.role, &RoleSpec::name);
  if (found != node->roles.end()) return ConfiguredRole{*found, node->agent.pipe};
  std::vector<std::string_view> names;
  for (const RoleSpec& role : node->roles) names.push_back(role.name);
  complain(file + " has no role '" + options.role + "'" + did_you_mean(options.role, names));
  return std::nullopt;
}

int refuse(const std::string& problem) {
  complain(problem);
  return kBadCommandLine;
}

// Whole or not at all: a node must never load half a script.
int write_out(const std::string& out, const std::string& text, const std::string& next_step) {
  if (out.empty()) {
    std::cout << text;
    return kOk;
  }
  if (const auto error = replace_file(config::path_from_utf8(out), text)) {
    complain(error->where + "; choose a folder that this user may write to");
    return kFailed;
  }
  std::cout << out << " written.\n" << next_step;
  return kOk;
}

int write_script(const ScriptOptions& options) {
  const auto role = role_or_explain(options);
  if (!role) return kBadConfiguration;
  cluster::ScriptSettings settings;
  settings.role = role->spec.name;
  settings.services = role->spec.services;
  settings.sites = role->spec.sites;
  settings.app_pools = role->spec.app_pools;
  settings.program_folder = options.program_folder;
  settings.pipe = role->pipe;
  settings.on_unreachable = options.on_unreachable;
  settings.hold = seconds_of(options.hold);
  if (const auto problem = problem_with(settings)) return refuse(*problem);
  return write_out(options.out, generic_script(settings, options.language),
                   "Copy it to the same local path on every node (not to a disk of the cluster), "
                   "then register it:\n'deepalive cluster register " +
                       role->spec.name + " --mode script --out FILE.ps1' writes how.\n");
}

#ifdef _WIN32
int write_dll(const Common& options) {
  const auto role = role_or_explain(options);
  if (!role) return kBadConfiguration;
  if (options.out.empty()) return refuse("--out FILE.dll is needed: a DLL is not printed");
  cluster::Settings settings;
  settings.role = role->spec.name;
  settings.pipe = role->pipe;
  settings.on_unreachable = options.on_unreachable;
  settings.hold_time = seconds_of(options.hold);
  const auto original = config::path_from_utf8(default_program_folder()) / "deepalive_cluster.dll";
  if (const auto error = stamp_dll(original, config::path_from_utf8(options.out), settings)) {
    complain(error->where);
    return kFailed;
  }
  std::cout << options.out
            << " written.\nPut it on every node at the same local path, then register it:\n"
               "'deepalive cluster register "
            << role->spec.name
            << " --mode dll --file PATH --out FILE.ps1' writes how. A cluster has one DLL for a "
               "resource type.\n";
  return kOk;
}
#else
int write_dll(const Common&) {
  return refuse("a copy is made of the resource DLL beside deepalive.exe; run this on Windows");
}
#endif

int write_registration(const RegisterOptions& options) {
  const bool dll = options.mode == RegisterMode::dll;
  const auto role = role_or_explain(options);
  if (!role) return kBadConfiguration;
  cluster::RegisterSettings settings;
  settings.role = role->spec.name;
  settings.mode = options.mode;
  settings.type = options.type;
  settings.file = !options.file.empty()
                      ? options.file
                      : default_program_folder() + "\\" +
                            (dll ? std::string("deepalive_cluster.dll") : role->spec.name + ".vbs");
  settings.group = options.group.empty() ? role->spec.name : options.group;
  settings.disks = options.disks;
  settings.client_access_point = options.client_access_point;
  settings.pipe = role->pipe;
  settings.on_unreachable = options.on_unreachable;
  settings.hold = seconds_of(options.hold);
  if (const auto problem = problem_with(settings)) return refuse(*problem);
  return write_out(options.out, register_script(settings),
                   "Put " + settings.file +
                       " on every node, then run this file on one of them, elevated; first with "
                       "-WhatIf.\n");
}

template <typename Options>
std::shared_ptr<Options> add_common(CLI::App& command) {
  auto options = std::make_shared<Options>();
  command.add_option("role", options->role, "The role, as in the configuration")
      ->required()
      ->type_name(value_kind::kRole);
  command
      .add_option("--config", options->config,
                  "The configuration with the role (default: the installed agent's)")
      ->type_name(value_kind::kFile);
  command.add_option("--out", options->out, "The file to write (default: standard output)")
      ->type_name(value_kind::kFile);
  return options;
}

// Both the script and the DLL have these; a registered script has its own inside.
std::vector<CLI::Option*> add_policy(CLI::App& command, Common& options) {
  static const std::vector<std::pair<std::string, OnUnreachable>> kPolicies = {
      {"basic", OnUnreachable::basic},
      {"alive", OnUnreachable::alive},
      {"dead", OnUnreachable::dead}};
  return {
      command
          .add_option("--on-agent-unreachable", options.on_unreachable,
                      "What counts without the agent; basic looks at IIS' flags")
          ->type_name("basic|alive|dead")
          ->default_str("basic")
          ->transform(CLI::CheckedTransformer(kPolicies).description("")),
      command
          .add_option("--hold", options.hold,
                      "How long the agent's last answer counts before that, such as 30s")
          ->check(is_hold)
          ->type_name(value_kind::kDuration)
          ->capture_default_str(),
  };
}

void add_script_command(CLI::App& parent, Action& action) {
  static const std::vector<std::pair<std::string, ScriptLanguage>> kLanguages = {
      {"vbscript", ScriptLanguage::vbscript}, {"jscript", ScriptLanguage::jscript}};
  CLI::App* command = parent.add_subcommand("script", "Write the role's Generic Script");
  auto options = add_common<ScriptOptions>(*command);
  add_policy(*command, *options);
  command
      ->add_option("--language", options->language,
                   "vbscript, or jscript where Windows has no VBScript any more")
      ->required()
      ->type_name("vbscript|jscript")
      ->transform(CLI::CheckedTransformer(kLanguages).description(""));
  options->program_folder = default_program_folder();
  command
      ->add_option("--program-folder", options->program_folder,
                   "Where deepalive.exe is on every node (default: where it is here; Linux: "
                   "C:\\Program Files\\DeepAlive)")
      ->type_name(value_kind::kFolder);
  show_examples(*command,
                {{"deepalive cluster script shop --language vbscript --out shop.vbs",
                  "then 'cluster register --mode script'"}},
                "0 written, 70 the file cannot be written, 78 bad configuration or no such role");
  command->callback([options, &action] { action = [options] { return write_script(*options); }; });
}

void add_dll_command(CLI::App& parent, Action& action) {
  CLI::App* command = parent.add_subcommand(
      "dll",
      "Write a copy of the resource DLL with the role's settings as its defaults (on Windows)");
  auto options = add_common<Common>(*command);
  add_policy(*command, *options);
  show_examples(*command, {{"deepalive cluster dll shop --out deepalive_shop.dll",
                            "then 'cluster register --mode dll --file deepalive_shop.dll'"}});
  command->callback([options, &action] { action = [options] { return write_dll(*options); }; });
}

void add_register_command(CLI::App& parent, Action& action) {
  static const std::vector<std::pair<std::string, RegisterMode>> kModes = {
      {"dll", RegisterMode::dll}, {"script", RegisterMode::script}};
  CLI::App* command =
      parent.add_subcommand("register", "Write the PowerShell that registers the role");
  auto options = add_common<RegisterOptions>(*command);
  const auto policy = add_policy(*command, *options);
  command
      ->add_option("--mode", options->mode, "dll for the resource DLL, script for Generic Script")
      ->required()
      ->type_name("dll|script")
      ->transform(CLI::CheckedTransformer(kModes).description(""));
  CLI::Option* const type = command->add_option(
      "--type", options->type,
      "A resource type of its own for a DLL that 'cluster dll' wrote, such as 'DeepAlive IIS Role "
      "shop'");
  type->type_name(value_kind::kText);
  command
      ->add_option("--file", options->file,
                   "The DLL or the script on every node (default: beside deepalive.exe)")
      ->type_name(value_kind::kFile);
  command
      ->add_option("--group", options->group,
                   "The cluster role to put it into (default: named as the role)")
      ->type_name(value_kind::kText);
  command->add_option("--disk", options->disks, "A disk that holds the content; may be repeated")
      ->expected(1)
      ->take_all()
      ->type_name("DISK");
  command
      ->add_option("--client-access-point", options->client_access_point,
                   "The network name under which clients reach the role")
      ->type_name("NAME");
  show_examples(
      *command,
      {{"deepalive cluster register shop --mode dll --client-access-point SHOP --out shop.ps1",
        "the resource DLL; run shop.ps1 on one node"},
       {"deepalive cluster register shop --mode script --file C:\\DeepAlive\\shop.vbs",
        "a Generic Script; look at it first"}},
      "0 written, 70 the file cannot be written, 78 bad configuration or no such role");
  command->callback([options, policy, type, &action] {
    const bool given =
        std::ranges::any_of(policy, [](const auto* option) { return option->count() > 0; });
    if (options->mode == RegisterMode::script && given) {
      throw CLI::ValidationError(policy.front()->get_name() + " and " + policy.back()->get_name(),
                                 "stand in the script: give them to 'deepalive cluster script'");
    }
    if (options->mode == RegisterMode::script && type->count() > 0) {
      throw CLI::ValidationError("--type", "is for --mode dll: a script's type is Generic Script");
    }
    action = [options] { return write_registration(*options); };
  });
}

}  // namespace

void add_cluster_commands(CLI::App& app, Action& action) {
  CLI::App* cluster =
      app.add_subcommand("cluster", "Write what the failover cluster loads for a role");
  cluster->require_subcommand(1);
  add_script_command(*cluster, action);
  add_dll_command(*cluster, action);
  add_register_command(*cluster, action);
}

}  // namespace deepalive::service
