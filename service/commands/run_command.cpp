#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <csignal>
#include <filesystem>
#include <iostream>

#include "service/agent.h"
#include "service/commands/commands.h"
#include "service/commands/configuration.h"
#include "service/commands/exit_codes.h"
#include "service/commands/help.h"
#include "service/events/configuration_events.h"
#include "service/events/make_sinks.h"
#ifdef _WIN32
#include "service/windows/service_main.h"
#endif

namespace deepalive::service {
namespace {

struct RunOptions {
  std::string config;
  bool as_service = false;
};

// For those who do not know in which folder it was started.
std::string absolute_path(const std::string& file) {
  return config::utf8_from_path(std::filesystem::absolute(config::path_from_utf8(file)));
}

// Who starts the agent may not see what is written on a console: a refusal is an event too.
config::Loaded load_to_run(const std::string& file) {
  config::Loaded loaded = load_and_explain(file);
  if (!loaded.spec) {
    Events events(make_default_event_sinks(config::path_from_utf8(file)), system_instant, {});
    raise_refused(events, absolute_path(file), loaded.problems, "the agent does not start");
    events.stop();
  }
  return loaded;
}

// For those who see neither a console nor 'deepalive config check'.
void log_warnings(const config::Loaded& loaded, const std::string& file, Log& log) {
  for (const config::Problem& problem : loaded.problems) {
    log->warn("{}", config::format_problem(problem, file));
  }
}

Events begin_events(const config::Loaded& loaded, const std::string& file, Log& log) {
  Events events(make_event_sinks(loaded.spec->agent.log), system_instant,
                [&log](bool is_error, const std::string& text) {
                  log->log(is_error ? spdlog::level::err : spdlog::level::info, "{}", text);
                });
  raise_loaded(events, absolute_path(file), *loaded.spec, loaded.problems);
  return events;
}

ConfigurationFile configuration_file(const config::Loaded& loaded, const std::string& file) {
  return {.file = config::path_from_utf8(absolute_path(file)), .loaded = loaded};
}

int run_in_foreground(const RunOptions& options) {
  const auto loaded = load_to_run(options.config);
  const auto& spec = loaded.spec;
  if (!spec) return kBadConfiguration;
#ifndef _WIN32
  if (spec->iis.provider == IisProvider::admin_api) {
    std::cerr << options.config
              << ": iis.provider: admin_api asks the IIS of a Windows machine; here only "
                 "'provider: simulated' with a simulated_file can run\n";
    return kBadConfiguration;
  }
#endif
  Log log(spec->agent.log, true);
  log_warnings(loaded, options.config, log);
  Events events = begin_events(loaded, options.config, log);
  Agent agent(*spec, make_sources(*spec), log, events, configuration_file(loaded, options.config));
  agent.on_listening = [&agent](const std::string& address) {
    std::cout << "page: " << agent.scheme() << "://" << address << "/" << std::endl;
  };

  boost::asio::io_context waiting;
  boost::asio::signal_set signals(waiting, SIGINT, SIGTERM);
  signals.async_wait([](auto, int) {});
  agent.start();
  waiting.run();  // until a signal
  agent.stop();
  return kOk;
}

#ifdef _WIN32
// The same under the service control manager; there is no console to write to.
int run_as_service(const RunOptions& options) {
  return run_service([options](StopSignal& stop) -> int {
    const auto loaded = load_to_run(options.config);
    const auto& spec = loaded.spec;
    if (!spec) return kBadConfiguration;
    Log log(spec->agent.log, false);
    log_warnings(loaded, options.config, log);
    Events events = begin_events(loaded, options.config, log);
    Agent agent(*spec, make_sources(*spec), log, events,
                configuration_file(loaded, options.config));
    agent.start();
    stop.wait();
    agent.stop();
    return kOk;
  });
}
#endif

int run(const RunOptions& options) {
#ifdef _WIN32
  if (options.as_service) return run_as_service(options);
#endif
  return run_in_foreground(options);
}

}  // namespace

void add_run_command(CLI::App& app, Action& action) {
  auto options = std::make_shared<RunOptions>();
  options->config = default_config_file();
  CLI::App* command =
      app.add_subcommand("run", "Run the agent in the foreground; Ctrl-C stops it cleanly");
  add_config_option(*command, options->config);
  show_examples(*command, {{"deepalive run --config deepalive.yaml", "a trial, without a service"}},
                "0 ended by Ctrl-C, 70 it could not run, 78 bad configuration");
#ifdef _WIN32
  command->add_flag("--service", options->as_service)
      ->group("");  // for the service control manager
#endif
  command->callback([options, &action] { action = [options] { return run(*options); }; });
}

}  // namespace deepalive::service
