#include <iostream>
#include <memory>
#include <string>

#include "config/environment.h"
#include "service/commands/commands.h"
#include "service/commands/complain.h"
#include "service/commands/completion.h"
#include "service/commands/exit_codes.h"
#include "service/commands/help.h"
#include "service/files/replace_file.h"

namespace deepalive::service {
namespace {

int write_completion(const std::string& out, std::string_view script) {
  if (out.empty()) {
    std::cout << script;
    return kOk;
  }
  if (const auto error = replace_file(config::path_from_utf8(out), std::string(script))) {
    complain(error->where + "; choose a folder that this user may write to");
    return kFailed;
  }
  std::cout << out << " written.\n";
  return kOk;
}

void add_shell(CLI::App& completion, Action& action, const char* name, const char* text,
               std::string_view (*script)(), std::initializer_list<Example> examples) {
  auto out = std::make_shared<std::string>();
  CLI::App* command = completion.add_subcommand(name, text);
  command->add_option("--out", *out, "The file to write (default: standard output)")
      ->type_name(value_kind::kFile);
  show_examples(*command, examples);
  command->callback([out, script, &action] {
    action = [out, script] { return write_completion(*out, script()); };
  });
}

}  // namespace

void add_completion_command(CLI::App& app, Action& action) {
  CLI::App* completion = app.add_subcommand(
      "completion", "Print the script by which a shell completes commands, options and names");
  completion->require_subcommand(1);
  add_shell(*completion, action, "powershell", "For PowerShell, Windows' own or 7",
            powershell_completion,
            {{"deepalive completion powershell | Out-String | Invoke-Expression", "in this window"},
             {"deepalive completion powershell --out deepalive.completion.ps1",
              "for the profile: '. deepalive.completion.ps1' in $PROFILE"}});
  add_shell(
      *completion, action, "bash", "For bash", bash_completion,
      {{"deepalive completion bash --out ~/.local/share/bash-completion/completions/deepalive",
        "for every shell of this user"}});
}

}  // namespace deepalive::service
