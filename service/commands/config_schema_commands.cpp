#include <filesystem>
#include <iostream>
#include <memory>
#include <string>

#include "config/environment.h"
#include "config/limits.h"
#include "config/machine_secret.h"
#include "config/reading/text.h"
#include "config/schema/reference.h"
#include "config/schema/schema.h"
#include "service/commands/commands.h"
#include "service/commands/complain.h"
#include "service/commands/exit_codes.h"
#include "service/commands/help.h"
#include "service/files/replace_file.h"
#include "service/process/hidden_line.h"

namespace deepalive::service {
namespace {

int print_or_write(const std::string& text, const std::string& out) {
  if (out == "-") {
    std::cout << text << std::flush;
    return kOk;
  }
  if (const auto error = replace_file(config::path_from_utf8(out), text)) {
    complain(error->where + "; choose a folder that this user may write to by --out");
    return kFailed;
  }
  std::cout << "Wrote " << out << ".\n";
  return kOk;
}

std::shared_ptr<std::string> add_out(CLI::App& command) {
  auto out = std::make_shared<std::string>("-");
  command.add_option("--out", *out, "The file to write; - prints it")
      ->type_name(value_kind::kFile)
      ->capture_default_str();
  return out;
}

void add_schema(CLI::App& config, Action& action) {
  auto document = std::make_shared<std::string>("configuration");
  CLI::App* command = config.add_subcommand(
      "schema", "Print the JSON Schema that editors complete and check configurations by");
  command
      ->add_option("document", *document,
                   "Of which file: configuration (deepalive.yaml) or web (agent.web_config)")
      ->check(CLI::IsMember({"configuration", "web"}))
      ->capture_default_str();
  auto out = add_out(*command);
  show_examples(*command, {{"deepalive config schema --out deepalive.schema.json",
                            "then '# yaml-language-server: $schema=deepalive.schema.json' as a "
                            "file's first line"},
                           {"deepalive config schema web --out web.schema.json",
                            "of agent.web_config's file"}});
  command->callback([document, out, &action] {
    action = [document, out] {
      const bool web = *document == "web";
      return print_or_write(
          config::json_schema(web ? config::Document::web : config::Document::configuration), *out);
    };
  });
}

void add_reference(CLI::App& config, Action& action) {
  CLI::App* command =
      config.add_subcommand("reference", "Print every configuration key as a page of Markdown");
  auto out = add_out(*command);
  show_examples(*command, {{"deepalive config reference --out configuration.md",
                            "the page of this version"}});
  command->callback(
      [out, &action] { action = [out] { return print_or_write(config::reference(), *out); }; });
}

// Why it cannot become part of a configuration; empty = it can.
std::string why_unfit(const std::string& secret) {
  if (secret.empty()) return "No secret was given: type it, or pipe it in as one line.";
  if (secret.size() > config::kMaxReferencedFile) {
    return "The secret has more than " + std::to_string(config::kMaxReferencedFile / 1024) +
           " KiB, the limit.";
  }
  if (config::first_invalid_utf8(secret) || config::has_control_character(secret)) {
    return "The secret is not one line of text in UTF-8.";
  }
  return "";
}

int protect(config::SecretScope scope) {
  std::cerr << "Secret: " << std::flush;
  const auto secret = read_hidden_line();
  std::cerr << "\n";
  const std::string unfit = why_unfit(secret.value_or(""));
  if (!unfit.empty()) {
    std::cerr << unfit << "\n";
    return kFailed;
  }
  const auto encrypted = config::protect_secret(*secret, scope);
  if (!encrypted) {
    complain("config protect " + encrypted.error().where);
    return kFailed;
  }
  std::cout << "${dpapi:" << *encrypted << "}\n";
  return kOk;
}

void add_protect(CLI::App& config, Action& action) {
  auto user = std::make_shared<bool>(false);
  CLI::App* command = config.add_subcommand(
      "protect",
      "Encrypt a secret by Windows' data protection, as ${dpapi:...} for a configuration");
  command->add_flag(
      "--user", *user,
      "Only this account can decrypt it, which is then the service's own; without it, "
      "every account of this machine can");
  show_examples(*command,
                {{"deepalive config protect",
                  "asks for the secret; what it prints stands for it: password: \"${dpapi:...}\""},
                 {"deepalive config protect --user", "for a service with an account of its own"}});
  command->callback([user, &action] {
    action = [user] {
      return protect(*user ? config::SecretScope::user : config::SecretScope::machine);
    };
  });
}

}  // namespace

void add_config_schema_commands(CLI::App& config, Action& action) {
  add_schema(config, action);
  add_reference(config, action);
  add_protect(config, action);
}

}  // namespace deepalive::service
