#include <algorithm>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "core/nearest.h"
#include "service/commands/commands.h"
#include "service/commands/complain.h"
#include "service/commands/exit_codes.h"
#include "service/commands/help.h"

namespace deepalive::service {
namespace {

struct HelpOptions {
  std::vector<std::string> words;
  bool as_markdown = false;
};

int help(const CLI::App& app, const HelpOptions& options) {
  if (options.as_markdown) {
    std::cout << markdown_reference(app);
    return kOk;
  }
  const CLI::App* command = &app;
  for (const std::string& word : options.words) {
    const auto below = shown_commands(*command);
    const auto found =
        std::ranges::find(below, word, [](const auto* one) { return one->get_name(); });
    if (found == below.end()) {
      std::vector<std::string> names;
      for (const CLI::App* one : below) names.push_back(one->get_name());
      complain("there is no command '" + full_name(*command) + " " + word + "'" +
               did_you_mean(word, std::vector<std::string_view>(names.begin(), names.end())));
      return kBadCommandLine;
    }
    command = *found;
  }
  // CLI11's own help() would be that of the command that was chosen: this one.
  std::cout << command->get_formatter()->make_help(command, full_name(*command),
                                                   CLI::AppFormatMode::Normal);
  return kOk;
}

}  // namespace

void add_help_command(CLI::App& app, Action& action) {
  auto options = std::make_shared<HelpOptions>();
  CLI::App* command = app.add_subcommand("help", "Show what a command does and takes");
  command->add_option("command", options->words, "The command; all of them if none is named")
      ->type_name("COMMAND");
  command->add_flag("--markdown", options->as_markdown, "The whole reference, as docs/commands.md");
  show_examples(*command, {{"deepalive help config init", "what 'config init' takes"},
                           {"deepalive help --markdown", "the reference of all commands"}});
  command->callback(
      [options, &app, &action] { action = [options, &app] { return help(app, *options); }; });
}

}  // namespace deepalive::service
