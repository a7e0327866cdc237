#include <iostream>
#include <memory>

#include "config/show.h"
#include "service/commands/commands.h"
#include "service/commands/configuration.h"
#include "service/commands/exit_codes.h"
#include "service/http/security/web_policy.h"

namespace deepalive::service {
namespace {

int check(const std::string& file) {
  const config::Loaded loaded = load_and_explain(file);
  if (!loaded.spec) return kBadConfiguration;
  if (const std::string& web = loaded.spec->agent.web_config; !web.empty()) {
    const MadeWebPolicy made =
        make_web_policy(config::path_from_utf8(web), config::system_environment());
    std::cerr << config::format_problems(made.problems, web);
    if (!made.policy) return kBadConfiguration;
  }
  std::size_t checks = 0;
  for (const RoleSpec& role : loaded.spec->roles) checks += role.checks.size();
  std::cout << file << ": ok, " << loaded.spec->roles.size() << " roles, " << checks << " checks\n";
  return kOk;
}

int show(const std::string& file) {
  const config::Loaded loaded = load_and_explain(file);
  if (!loaded.spec) return kBadConfiguration;
  std::cout << config::show(*loaded.spec, loaded.as_written);
  return kOk;
}

void add(CLI::App& config, Action& action, const char* name, const char* description,
         int (*run)(const std::string&)) {
  auto file = std::make_shared<std::string>(default_config_file());
  CLI::App* command = config.add_subcommand(name, description);
  command->add_option("--config,file", *file, "The configuration file")->capture_default_str();
  command->callback([file, run, &action] { action = [file, run] { return run(*file); }; });
}

}  // namespace

void add_config_commands(CLI::App& app, Action& action) {
  CLI::App* config = app.add_subcommand("config", "Check, show or write a configuration");
  config->require_subcommand(1);
  add(*config, action, "check", "Tell everything that is wrong with it, or that it is right",
      check);
  add(*config, action, "show", "Show it as it takes effect: defaults filled in, secrets masked",
      show);
  add_config_init_command(*config, action);
}

}  // namespace deepalive::service
