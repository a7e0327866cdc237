#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "probes/iis/iis_control.h"
#include "probes/iis/windows/admin_api_control.h"
#include "tests/standins/world/world_actions.h"
#include "tests/windows/iis/standin_iis.h"

namespace deepalive::probes {

// Remembers what it was told to start, and answers as a test wants.
struct PretendedStarts {
  std::vector<std::string> names;
  Result<ServiceState> answer = ServiceState{.phase = ServicePhase::start_pending};
};

class PretendedServiceStarter : public ServiceStarter {
 public:
  explicit PretendedServiceStarter(std::shared_ptr<PretendedStarts> starts)
      : starts_(std::move(starts)) {}

  Result<ServiceState> start(std::string_view name) override {
    starts_->names.emplace_back(name);
    return starts_->answer;
  }

 private:
  const std::shared_ptr<PretendedStarts> starts_;
};

// The product's control before the stand-in of IIS.
class StandinControl : public StandinIis {
 protected:
  StandinControl() : control_(make_control()) {}
  ~StandinControl() override { control_.reset(); }

  std::unique_ptr<IisControl> make_control() {
    return make_admin_api_control(std::make_unique<PretendedServiceReader>(services_),
                                  std::make_unique<PretendedServiceStarter>(starts_));
  }

  // Of all that the world knows under this name; with `slow` above zero a start or stop takes so
  // many readings.
  void set_site(std::wstring_view name, standins::RunState state, std::uint32_t slow = 0) {
    world_->write([&](standins::WorldState& world) {
      standins::find_site(world, name)->run = {state, state, 0, slow};
    });
  }
  void set_pool(std::wstring_view name, standins::RunState state, std::uint32_t slow = 0) {
    world_->write([&](standins::WorldState& world) {
      standins::find_pool(world, name)->run = {state, state, 0, slow};
    });
  }
  RunState site(std::wstring_view name) {
    return world_->write([&](standins::WorldState& world) {
      return static_cast<RunState>(standins::find_site(world, name)->run.state);
    });
  }
  RunState pool(std::wstring_view name) {
    return world_->write([&](standins::WorldState& world) {
      return static_cast<RunState>(standins::find_pool(world, name)->run.state);
    });
  }
  void set_service(const char* name, ServicePhase phase) {
    services_->states.find(name)->second = ServiceState{.phase = phase};
  }

  const std::shared_ptr<PretendedStarts> starts_ = std::make_shared<PretendedStarts>();
  std::unique_ptr<IisControl> control_;
};

}  // namespace deepalive::probes
