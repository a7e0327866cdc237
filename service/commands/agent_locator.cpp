#include "service/commands/agent_locator.h"

#include <filesystem>
#include <utility>

#include "config/environment.h"
#include "core/units.h"
#include "service/commands/commands.h"
#include "service/commands/complain.h"
#include "service/commands/configuration.h"
#include "service/commands/exit_codes.h"
#include "service/commands/help.h"
#include "service/pipe/pipe_names.h"

namespace deepalive::service {
namespace {

// default_config_file(), in words that are the same on every machine.
constexpr const char* kDefaultConfigText =
    "%ProgramData%\\DeepAlive\\deepalive.yaml (Linux: deepalive.yaml)";

PipeAddress address_of(const AgentSpec& agent) {
  return {PipeNames{agent.pipe, agent.data_dir}.control()};
}

#ifdef _WIN32
constexpr const char* kServersService = "DeepAlive";
constexpr const char* kPipePrefix = R"(\\.\pipe\)";

PipeAddress address_of_pipe(const std::string& name) {
  return {name.starts_with('\\') ? name : kPipePrefix + name};
}
#else
constexpr const char* kServersService = "";

PipeAddress address_of_pipe(const std::string& name) { return {name}; }
#endif

}  // namespace

std::string default_config_file() {
#ifdef _WIN32
  const auto folder = config::system_environment().variable("ProgramData");
  return folder.value_or("C:\\ProgramData") + "\\DeepAlive\\deepalive.yaml";
#else
  return "deepalive.yaml";
#endif
}

CLI::Option* add_config_option(CLI::App& command, std::string& file, const char* names) {
  return command.add_option(names, file, "The configuration file")
      ->type_name(value_kind::kFile)
      ->default_str(kDefaultConfigText);
}

AgentLocator::AgentLocator(std::string config, std::string pipe)
    : config_(std::move(config)), pipe_(std::move(pipe)) {}

void AgentLocator::add_options(CLI::App& command) {
  auto* config =
      command
          .add_option("--config", config_,
                      "Talk to the agent that runs with this file, not to the installed one")
          ->type_name(value_kind::kFile);
  command.add_option("--pipe", pipe_, "Talk to the agent on this pipe (Linux: this socket)")
      ->type_name("PIPE")
      ->excludes(config);
}

std::optional<PipeAddress> AgentLocator::locate() const {
  if (!pipe_.empty()) return address_of_pipe(pipe_);
  if (!config_.empty()) {
    // A file that has become bad has not ended its agent, which then is asked about that most of
    // all.
    if (const auto agent = config::load_file(config::path_from_utf8(config_)).agent) {
      return address_of(*agent);
    }
    load_and_explain(config_);
    return std::nullopt;
  }
  // The installed agent's own file, if this user may read it.
  const auto loaded = config::load_file(config::path_from_utf8(default_config_file()));
  PipeAddress address =
      loaded.agent ? address_of(*loaded.agent) : PipeAddress{PipeNames{}.control()};
  address.service = kServersService;
  return address;
}

std::optional<NodeSpec> AgentLocator::configuration() const {
  if (!pipe_.empty()) return std::nullopt;
  return config::load_file(
             config::path_from_utf8(config_.empty() ? default_config_file() : config_))
      .spec;
}

std::optional<std::string> AgentLocator::data_dir() const {
  const auto node = configuration();
  if (!node) return std::nullopt;
  return node->agent.data_dir;
}

int explain_unreachable(const Error& error) {
  complain(error.where);
  return kAgentUnreachable;
}

std::string is_duration(const std::string& text) {
  const auto duration = parse_duration(text);
  if (duration && *duration > Duration::zero()) return "";
  return "'" + text + "' is not a duration; write 300ms, 5s or 10m";
}

}  // namespace deepalive::service
