#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <csignal>
#include <iostream>

#include "service/agent.h"
#include "service/commands/commands.h"
#include "service/commands/configuration.h"
#include "service/commands/exit_codes.h"
#ifdef _WIN32
#include "service/windows/service_main.h"
#endif

namespace deepalive::service {
namespace {

struct RunOptions {
  std::string config;
  bool as_service = false;
};

int run_in_foreground(const RunOptions& options) {
  const auto spec = load_or_explain(options.config);
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
  Agent agent(*spec, make_sources(*spec), log);
  agent.on_listening = [](const std::string& address) {
    std::cout << "page: http://" << address << "/" << std::endl;
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
    const auto spec = load_or_explain(options.config);
    if (!spec) return kBadConfiguration;
    Log log(spec->agent.log, false);
    Agent agent(*spec, make_sources(*spec), log);
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
  command->add_option("--config", options->config, "The configuration file")->capture_default_str();
#ifdef _WIN32
  command->add_flag("--service", options->as_service)
      ->group("");  // for the service control manager
#endif
  command->callback([options, &action] { action = [options] { return run(*options); }; });
}

}  // namespace deepalive::service
