#include <iostream>
#include <memory>
#include <utility>
#include <vector>

#include "config/limits.h"
#include "config/show.h"
#include "service/commands/commands.h"
#include "service/commands/complain.h"
#include "service/commands/config_json.h"
#include "service/commands/configuration.h"
#include "service/commands/exit_codes.h"
#include "service/commands/help.h"
#include "service/http/security/bcrypt.h"
#include "service/http/security/web_policy.h"
#include "service/process/hidden_line.h"

namespace deepalive::service {
namespace {

struct ConfigOptions {
  std::string file = default_config_file();
  bool as_json = false;
};

int check(const ConfigOptions& options) {
  const config::Loaded loaded = config::load_file(config::path_from_utf8(options.file));
  std::vector<FileProblems> files{{options.file, loaded.problems}};
  bool good = loaded.spec.has_value();
  if (good && !loaded.spec->agent.web_config.empty()) {
    const std::string& web = loaded.spec->agent.web_config;
    MadeWebPolicy made = make_web_policy(config::path_from_utf8(web), config::system_environment());
    good = made.policy != nullptr;
    files.push_back({web, std::move(made.problems)});
  }
  std::size_t checks = 0;
  const std::size_t roles = loaded.spec ? loaded.spec->roles.size() : 0;
  for (std::size_t i = 0; i < roles; ++i) checks += loaded.spec->roles[i].checks.size();
  if (options.as_json) {
    print_json(config_check_json(good, files, roles, checks));
    return good ? kOk : kBadConfiguration;
  }
  for (const auto& [file, problems] : files) std::cerr << config::format_problems(problems, file);
  if (!good) return kBadConfiguration;
  std::cout << options.file << ": ok, " << roles << " roles, " << checks << " checks\n";
  return kOk;
}

int show(const ConfigOptions& options) {
  const config::Loaded loaded = load_and_explain(options.file);
  if (!loaded.spec) return kBadConfiguration;
  const std::string text = config::show(*loaded.spec, loaded.as_written);
  if (options.as_json) {
    print_json(json_of_yaml(text));
  } else {
    std::cout << text;
  }
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
      ->type_name("NUMBER")
      ->capture_default_str();
  show_examples(*command, {{"deepalive config hash-password", "asks for it, hidden"}});
  command->callback([cost, &action] { action = [cost] { return hash_password(*cost); }; });
}

void add(CLI::App& config, Action& action, const char* name, const char* description,
         int (*run)(const ConfigOptions&), std::initializer_list<Example> examples,
         std::string_view exit_codes) {
  auto options = std::make_shared<ConfigOptions>();
  CLI::App* command = config.add_subcommand(name, description);
  add_config_option(*command, options->file, "--config,file");
  command->add_flag("--json", options->as_json, "As one line of JSON");
  show_examples(*command, examples, exit_codes);
  command->callback([options, run, &action] { action = [options, run] { return run(*options); }; });
}

}  // namespace

void add_config_commands(CLI::App& app, Action& action) {
  CLI::App* config = app.add_subcommand("config", "Check, show or write a configuration");
  config->require_subcommand(1);
  add(*config, action, "check", "Tell everything that is wrong with it, or that it is right", check,
      {{"deepalive config check deepalive.yaml", "before the agent takes it"},
       {"deepalive config check --json", "the installed one's, for an editor or a pipeline"}},
      "0 it can be used (warnings may be told), 78 it is refused");
  add(*config, action, "show", "Show it as it takes effect: defaults filled in, secrets masked",
      show, {{"deepalive config show", "the installed agent's"}}, "0 shown, 78 it is refused");
  add_config_reload_command(*config, action);
  add_hash_password(*config, action);
  add_config_init_command(*config, action);
  add_config_schema_commands(*config, action);
}

}  // namespace deepalive::service
