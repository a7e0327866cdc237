#include <iostream>
#include <memory>
#include <string>
#include <string_view>

#include "core/protocol.h"
#include "service/commands/agent_locator.h"
#include "service/commands/commands.h"
#include "service/commands/complain.h"
#include "service/commands/exit_codes.h"
#include "service/commands/help.h"

namespace deepalive::service {
namespace {

using protocol::Progress;

// A file with thousands of checks is loaded within a second; a share that hangs takes longer.
constexpr Duration kReloadDeadline = std::chrono::seconds(30);

// The agent puts what it lists into one line.
void print_list(std::ostream& out, std::string_view line) {
  constexpr std::string_view kBetween = " | ";
  while (true) {
    const auto end = line.find(kBetween);
    out << line.substr(0, end) << '\n';
    if (end == line.npos) return;
    line.remove_prefix(end + kBetween.size());
  }
}

// "2 changes: a | b": the head on a line of its own.
void print_changes(const std::string& detail) {
  const auto head = detail.find(": ");
  if (detail.starts_with("nothing") || head == std::string::npos) {
    print_list(std::cout, detail);
    return;
  }
  std::cout << detail.substr(0, head + 1) << '\n';
  print_list(std::cout, std::string_view(detail).substr(head + 2));
}

int config_reload(const AgentLocator& agent) {
  const auto address = agent.locate();
  if (!address) return kBadConfiguration;
  int code = kFailed;
  const auto unreachable =
      pipe_converse(*address, "RELOAD", kReloadDeadline, [&code](const std::string& line) {
        const auto progress = protocol::parse_progress(line);
        if (!progress) {
          complain(line);
          return false;
        }
        if (progress->kind == Progress::Kind::pending) return true;
        if (progress->kind == Progress::Kind::done) {
          print_changes(progress->detail);
          code = kOk;
        } else if (progress->reason == "configuration_refused") {
          print_list(std::cerr, progress->detail);
          complain("refused; the configuration before stays in force");
          code = kBadConfiguration;
        } else {
          complain(progress->detail);
        }
        return false;
      });
  return unreachable ? explain_unreachable(*unreachable) : code;
}

}  // namespace

void add_config_reload_command(CLI::App& config, Action& action) {
  auto agent = std::make_shared<AgentLocator>();
  CLI::App* command =
      config.add_subcommand("reload", "Have the running agent load its file again, now");
  agent->add_options(*command);
  show_examples(*command, {{"deepalive config reload", "instead of waiting until it is noticed"}},
                "0 in force, 69 agent unreachable, 78 refused: the one before goes on");
  command->callback([agent, &action] { action = [agent] { return config_reload(*agent); }; });
}

}  // namespace deepalive::service
