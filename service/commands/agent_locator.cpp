#include "service/commands/agent_locator.h"

#include <filesystem>
#include <iostream>

#include "config/environment.h"
#include "core/units.h"
#include "service/commands/commands.h"
#include "service/commands/configuration.h"
#include "service/commands/exit_codes.h"
#include "service/pipe/pipe_names.h"

namespace deepalive::service {
namespace {

PipeAddress address_of(const NodeSpec& spec) {
  return {PipeNames{spec.agent.pipe, spec.agent.data_dir}.control()};
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

void AgentLocator::add_options(CLI::App& command) {
  auto* config =
      command.add_option("--config", config_, "Talk to the agent that runs with this file");
  command.add_option("--pipe", pipe_, "Talk to the agent on this pipe (Linux: this socket)")
      ->excludes(config);
}

std::optional<PipeAddress> AgentLocator::locate() const {
  if (!pipe_.empty()) return address_of_pipe(pipe_);
  if (!config_.empty()) {
    const auto spec = load_or_explain(config_);
    if (!spec) return std::nullopt;
    return address_of(*spec);
  }
  // The installed agent's own file, if this user may read it; its warnings are not this command's
  // business.
  const auto loaded = config::load_file(config::path_from_utf8(default_config_file()));
  PipeAddress address = loaded.spec ? address_of(*loaded.spec) : PipeAddress{PipeNames{}.control()};
  address.service = kServersService;
  return address;
}

std::optional<std::string> AgentLocator::data_dir() const {
  if (!pipe_.empty()) return std::nullopt;
  const auto loaded =
      config::load_file(config::path_from_utf8(config_.empty() ? default_config_file() : config_));
  if (!loaded.spec) return std::nullopt;
  return loaded.spec->agent.data_dir;
}

int explain_unreachable(const Error& error) {
  std::cerr << "deepalive: " << error.where << '\n';
  return kAgentUnreachable;
}

std::string is_duration(const std::string& text) {
  const auto duration = parse_duration(text);
  if (duration && *duration > Duration::zero()) return "";
  return "'" + text + "' is not a duration; write 300ms, 5s or 10m";
}

}  // namespace deepalive::service
