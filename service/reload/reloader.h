#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "config/difference.h"
#include "config/environment.h"
#include "config/load.h"
#include "core/published.h"
#include "core/spec.h"
#include "core/time.h"
#include "service/config_loads.h"
#include "service/events/events.h"
#include "service/log/log.h"
#include "service/reload/config_watch.h"
#include "service/reload/configuration_state.h"

namespace deepalive::service {

// The file that an agent was started with, and what it held then.
struct ConfigurationFile {
  std::filesystem::path file{};  // absolute; empty: there is none, and nothing to reload
  config::Loaded loaded{};
  config::Environment environment = config::system_environment();
  Duration look_every = std::chrono::seconds(1);
};

// Takes a changed configuration over while the agent runs. What is loaded is compared and made
// ready on the watch's thread; put in force, told and published on the looking thread, in the order
// of the loads. One with errors is refused as a whole, and the one before goes on.
//
// Roles, checks, groups, defaults, iis.interval and iis.timeout take effect at once. agent.*,
// iis.provider and iis.simulated_file do so when the agent is started anew; until then they are
// told as waiting.
class Reloader {
 public:
  struct Parts {
    // Makes ready for `after`, which follows `before`: gives what puts it in force on the looking
    // thread. Called on the watch's thread.
    std::function<std::function<void()>(std::shared_ptr<const NodeSpec> before,
                                        std::shared_ptr<const NodeSpec> after)>
        prepare;
    std::function<void(std::function<void()>)> on_looking;  // runs it there
    std::function<void()> progressed;  // somebody has been answered; looking thread
    ConfigLoads& loads;                // written on the looking thread
    Clock clock;
    Log& log;
    Events& events;
  };

  // `in_force` is what the agent runs with.
  Reloader(ConfigurationFile file, std::shared_ptr<const NodeSpec> in_force, Parts parts);

  void start();
  // Before anything that the parts refer to ends. What was loaded until then is still put in force.
  void stop();

  // Any thread.
  std::shared_ptr<const SwitchProgress> reload();
  std::shared_ptr<const ConfigurationState> state() const { return state_.load(); }

 private:
  using Asks = std::vector<ConfigWatch::Ask>;

  void take(config::Loaded loaded, Asks asks);
  void refuse(config::Loaded loaded, Asks asks);
  void tell_taken(const std::vector<config::Difference>& found, const config::Loaded& loaded,
                  const std::vector<std::string>& waiting, const Asks& asks);

  const std::string file_;
  const Parts parts_;
  // The watch's thread's:
  const config::Loaded started_;  // without roles
  config::Loaded accepted_;
  std::shared_ptr<const NodeSpec> in_force_;
  bool refused_ = false;

  Published<ConfigurationState> state_;  // stored on the looking thread
  std::unique_ptr<ConfigWatch> watch_;   // null without a file
};

// "3 changes: + role blog | ~ iis.interval: 2s -> 5s | …": of so many bytes at most, then how many
// more there are. "nothing has changed" of none.
std::string summarize(const std::vector<config::Difference>& found, std::size_t most);

}  // namespace deepalive::service
