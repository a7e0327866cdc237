#include <iostream>
#include <memory>

#include "config/limits.h"
#include "config/show.h"
#include "service/commands/commands.h"
#include "service/commands/configuration.h"
#include "service/commands/exit_codes.h"
#include "service/http/security/bcrypt.h"
#include "service/http/security/web_policy.h"
#include "service/process/hidden_line.h"

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

int hash_password(unsigned cost) {
  std::cerr << "Password: " << std::flush;
  const auto password = read_hidden_line();
  std::cerr << "\n";
  if (!password || password->empty()) {
    std::cerr << "No password was given: type it, or pipe it in as one line.\n";
    return kFailed;
  }
  const std::string hash = bcrypt_hash(*password, cost);
  if (hash.empty()) {
    std::cerr << "The password has more than 72 bytes, of which bcrypt would see no more.\n";
    return kFailed;
  }
  std::cout << hash << "\n";
  return kOk;
}

void add_hash_password(CLI::App& config, Action& action) {
  auto cost = std::make_shared<unsigned>(10);
  CLI::App* command = config.add_subcommand(
      "hash-password", "Make the bcrypt hash of a password for basic_auth_users of web_config");
  command->add_option("--cost", *cost, "Each one more doubles the time that a check takes")
      ->check(CLI::Range(config::kBcryptCost.least, config::kBcryptCost.most))
      ->capture_default_str();
  command->callback([cost, &action] { action = [cost] { return hash_password(*cost); }; });
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
  add_config_reload_command(*config, action);
  add_hash_password(*config, action);
  add_config_init_command(*config, action);
  add_config_schema_commands(*config, action);
}

}  // namespace deepalive::service
